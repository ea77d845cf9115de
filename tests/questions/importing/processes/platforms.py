"""The platform of the processes under test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pydantic

from django_jobkit.questions import AttemptFields, ImportContext, ImportCursor, ImportedRow, platform
from django_jobkit.questions.importing.registry import platforms

_PAGE = 70
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)


class CountOptions(pydantic.BaseModel):
    """How many rows; every fourth is about a question of an earlier one."""

    count: int


@platform("processes.counted", options=CountOptions)
def counted(options: CountOptions, context: ImportContext) -> Iterator[Any]:
    """Rows in pages, each with an attempt."""
    for n in range(context.cursor or 0, options.count):
        attempt = AttemptFields(date_attempted=_BEGINNING + timedelta(minutes=n), outcome="Solved")
        title = f"Q{n // 2 if n % 4 == 3 else n}"
        yield ImportedRow(title=title, tags=[f"t{n % 7}"], attempts=[attempt])
        if n % _PAGE == _PAGE - 1:
            yield ImportCursor(n + 1)


# A test registers it for as long as it needs it; workers find it by autodiscovery.
if os.environ.get("DJANGO_SETTINGS_MODULE") != f"{__package__}.settings":
    platforms.remove(counted.name)
