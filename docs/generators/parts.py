"""Which part of which page is made by what."""

from __future__ import annotations

from docs.generators import checks, commands, doctor, errors, house, http, lifecycle, settings
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
    Part("reference/http-api.md", "endpoints", http.endpoints),
    Part("reference/http-api.md", "parameters", http.parameters),
    Part("reference/settings.md", "settings", settings.tables),
]
