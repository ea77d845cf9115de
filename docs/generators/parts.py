"""Which part of which page is made by what."""

from __future__ import annotations

from docs.generators import (
    accounts,
    checks,
    commands,
    doctor,
    errors,
    extractors,
    house,
    http,
    lifecycle,
    platforms,
    scan_codes,
    settings,
)
from docs.generators.pages import Part

PARTS = [
    Part("explanation/house.svg", "", house.drawing),
    Part("explanation/architecture.md", "rooms", house.rooms),
    Part("explanation/lifecycle.svg", "", lifecycle.drawing),
    Part("explanation/architecture.md", "transitions", lifecycle.transitions),
    Part("reference/accounts.md", "endpoints of accounts", accounts.endpoints),
    Part("reference/accounts.md", "settings of accounts", accounts.tables),
    Part("reference/accounts.md", "refusals of accounts", accounts.refusals),
    Part("reference/accounts.md", "checks of accounts", accounts.messages),
    Part("reference/checks.md", "checks", checks.all_checks),
    Part("reference/commands.md", "commands", commands.all_commands),
    Part("reference/doctor.md", "findings", doctor.all_findings),
    Part("reference/errors.md", "refusals", errors.refusals),
    Part("reference/errors.md", "refusals of scans", errors.refusals_of_scans),
    Part("reference/errors.md", "failures of requests", errors.failures_of_requests),
    Part("reference/errors.md", "failures of scans", scan_codes.all_failures),
    Part("reference/http-api.md", "endpoints", http.endpoints),
    Part("reference/http-api.md", "parameters", http.parameters),
    Part("reference/import-platforms.md", "platforms", platforms.all_platforms),
    Part("reference/import-platforms.md", "columns", platforms.columns),
    Part("reference/errors.md", "problems", scan_codes.all_problems),
    Part("reference/scan-extractors.md", "extractors", extractors.all_extractors),
    Part("reference/settings.md", "settings", settings.tables),
    Part("reference/settings.md", "settings of scans", settings.tables_of_scans),
    Part("reference/settings.md", "settings of questions", settings.tables_of_questions),
]
