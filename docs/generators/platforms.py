"""The built-in import platforms with their options, and what columns of files are called."""

from __future__ import annotations

from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.platforms.file.columns import NAMES
from docs.generators.extractors import section
from docs.generators.pages import table

_PACKAGE = "django_jobkit."


def all_platforms() -> str:
    """A section for each, that of files first."""
    ours = [found for found in platforms if found.func.__module__.startswith(_PACKAGE)]
    ours.sort(key=lambda found: (found.name != "file", found.name))
    return "\n\n".join(part for found in ours for part in section(found))


def columns() -> str:
    """A row for each field."""
    return table(["Field", "Columns"], [[f"`{field}`", names.replace(" ", ", ")] for field, names in NAMES.items()])
