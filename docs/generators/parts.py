"""Which part of which page is made by what."""

from __future__ import annotations

from docs.generators import checks, commands, doctor, errors, extractors, house, http, lifecycle, scan_codes, settings
from docs.generators.pages import Part

PARTS = [
    Part("explanation/house.svg", "", house.drawing),
    Part("explanation/architecture.md", "rooms", house.rooms),
    Part("explanation/lifecycle.svg", "", lifecycle.drawing),
    Part("explanation/architecture.md", "transitions", lifecycle.transitions),
    Part("reference/checks.md", "checks", checks.all_checks),
    Part("reference/commands.md", "commands", commands.all_commands),
    Part("reference/doctor.md", "findings", doctor.all_findings),
    Part("reference/errors.md", "refusals", errors.refusals),
    Part("reference/errors.md", "refusals of scans", errors.refusals_of_scans),
    Part("reference/errors.md", "failures of requests", errors.failures_of_requests),
    Part("reference/errors.md", "failures of scans", scan_codes.all_failures),
    Part("reference/http-api.md", "endpoints", http.endpoints),
    Part("reference/http-api.md", "parameters", http.parameters),
    Part("reference/errors.md", "problems", scan_codes.all_problems),
    Part("reference/scan-extractors.md", "extractors", extractors.all_extractors),
    Part("reference/settings.md", "settings", settings.tables),
    Part("reference/settings.md", "settings of scans", settings.tables_of_scans),
]
