"""Questions: what to practise for interviews, how it went, what is due, and imports that run as jobs."""

from __future__ import annotations

from django_jobkit.questions.importing.registry import Platform, platform
from django_jobkit.questions.importing.rows import (
    AttemptFields,
    ImportContext,
    ImportCursor,
    ImportedRow,
    ImportYield,
    InvalidRow,
)
from django_jobkit.questions.problems import PlatformError

__all__ = [
    "AttemptFields",
    "ImportContext",
    "ImportCursor",
    "ImportYield",
    "ImportedRow",
    "InvalidRow",
    "Platform",
    "PlatformError",
    "platform",
]
