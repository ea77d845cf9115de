"""A row on its way into the database, and what will undo it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from django_jobkit.questions.importing.checking import CheckedRow
from django_jobkit.questions.importing.judging import Present, Verdict
from django_jobkit.questions.models.imports import RowOutcome


@dataclass(slots=True)
class Judged:
    """A row, what becomes of it, and, once it is stored, how that is undone."""

    number: int
    row: CheckedRow
    verdict: Verdict
    present: Present | None
    undo: dict[str, Any] = field(default_factory=dict)

    @property
    def is_created(self) -> bool:
        """Whether the row makes a question."""
        return self.verdict.outcome == RowOutcome.CREATED

    @property
    def question(self) -> Present:
        """The question of a row that is not invalid."""
        return cast("Present", self.present)

    @property
    def question_id(self) -> int:
        """Likewise, once it is stored."""
        return cast("int", self.question.question_id)
