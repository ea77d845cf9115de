"""Gather what a platform yields, until there is enough for a batch."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django_jobkit import JobContext
from django_jobkit.exceptions import NotStorable
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.batch import take_in
from django_jobkit.questions.importing.checking import CheckedRow, check
from django_jobkit.questions.importing.context import AttemptContext
from django_jobkit.questions.importing.mark import Mark
from django_jobkit.questions.importing.rows import ImportCursor, ImportedRow, InvalidRow
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.problems import PlatformError

# Seconds between looks at cancel requests and progress, and between commits of what comes in slowly.
_LOOK = 0.1
_FLUSH = 2.0
# What an attempt adds to the size of a batch besides its notes.
_ATTEMPT_SIZE = 200


class Intake:
    """Whatever it raises, the import is as the last batch left it."""

    def __init__(self, ctx: JobContext, context: AttemptContext, question_import: QuestionImport, mark: Mark) -> None:
        self._ctx = ctx
        self._context = context
        self._import = question_import
        self._mark = mark
        #: Rows that an earlier attempt has stored, and that come again.
        self._known = mark.beyond
        self._rows: list[CheckedRow] = []
        self._characters = 0
        self._is_broken = False
        self._is_first = True
        now = time.monotonic()
        self._look_at, self._flush_at = now, now + _FLUSH

    @property
    def rows(self) -> int:
        """How many rows there are, with those that are not stored yet."""
        return self._import.rows + len(self._rows)

    @property
    def mark(self) -> Mark:
        """Up to where there are rows."""
        return self._mark

    def take(self, item: Any) -> None:
        """Take one thing that a platform yields; raises when the import should stop."""
        if isinstance(item, ImportCursor):
            self._take_cursor(item)
        elif isinstance(item, (ImportedRow, InvalidRow)):
            self._take_row(item)
        else:
            raise TypeError(f"A platform yields rows and cursors, not {type(item).__name__}.")
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + _LOOK
            self._context.count(self.rows)

    def _take_cursor(self, cursor: ImportCursor) -> None:
        self._known = 0
        # To stay where it was is no progress.
        waits = self._mark.waits if cursor.value == self._mark.cursor else 0
        self._mark = Mark(cursor=cursor.value, waits=waits)
        if self._is_full or (self._rows and time.monotonic() >= self._flush_at):
            self.commit()

    def _take_row(self, row: ImportedRow | InvalidRow) -> None:
        if self._known:
            self._known -= 1
            return
        if self._is_full:
            # Only now, for the cursor that belongs to the last row may have come behind it.
            self.commit()
        if self.rows >= questions_config.MAX_IMPORT_ROWS:
            most = questions_config.MAX_IMPORT_ROWS
            raise PlatformError(
                f"An import has at most {most:,} rows; bring in the rest with another one.", code="too_many_rows"
            )
        self._rows.append(check(row, self._import.platform))
        self._characters += _size_of(row)
        self._mark = replace(self._mark, beyond=self._mark.beyond + 1, waits=0)

    @property
    def _is_full(self) -> bool:
        return (
            len(self._rows) >= questions_config.IMPORT_BATCH
            or self._characters >= questions_config.IMPORT_BATCH_CHARACTERS
        )

    def finish(self, *, waiting: bool = False) -> None:
        """Store the rest, when nothing more comes for now; nothing, when storing failed before."""
        if waiting:
            self._mark = replace(self._mark, waits=self._mark.waits + 1)
        if not self._is_broken and (self._rows or waiting):
            self.commit()

    def commit(self) -> None:
        """Store all there is; raises LeaseLost when the attempt is fenced."""
        self._is_broken = True
        try:
            take_in(self._ctx, self._import, self._rows, self._mark, is_first=self._is_first)
        except NotStorable as error:
            raise PlatformError(f"The cursor cannot be stored: {error.message}", code="cursor_not_storable") from error
        self._is_broken = False
        self._is_first = self._is_first and not self._rows
        self._rows, self._characters = [], 0
        self._flush_at = time.monotonic() + _FLUSH


def _size_of(row: ImportedRow | InvalidRow) -> int:
    size = sum(len(cell) for cell in row.raw.values() if isinstance(cell, str))
    if isinstance(row, ImportedRow):
        size += len(row.content or "") + sum(_ATTEMPT_SIZE + len(attempt.self_notes or "") for attempt in row.attempts)
    return size
