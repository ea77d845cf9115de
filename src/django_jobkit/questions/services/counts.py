"""Find the questions whose counts are wrong, and put them right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django_jobkit.questions.models import Question
from django_jobkit.questions.models.upkeep import counted, refresh
from django_jobkit.services.database import jobs_alias, retry_transient

_PIECE = 1000


@dataclass(frozen=True, slots=True)
class WrongCounts:
    """What a question has, and what it should have, by column."""

    question_id: int
    has: dict[str, Any]
    should_have: dict[str, Any]


def wrong_counts() -> Iterator[tuple[int, list[WrongCounts]]]:
    """All questions, in the order of their ids: how many were looked at, and those among them that are wrong.

    One statement for each thousand of them, so each question is seen together with its attempts of the same moment.
    """
    columns = counted()
    real = {f"real_{name}": expression for name, expression in columns.items()}
    rows = Question.objects.using(jobs_alias()).annotate(**real).order_by("pk").values("pk", *columns, *real)
    last = 0
    while piece := list(rows.filter(pk__gt=last)[:_PIECE]):
        last = piece[-1]["pk"]
        found = [_compared(row, list(columns)) for row in piece]
        yield len(piece), [counts for counts in found if counts.has != counts.should_have]


def _compared(row: dict[str, Any], columns: list[str]) -> WrongCounts:
    has = {name: row[name] for name in columns}
    return WrongCounts(row["pk"], has, {name: row[f"real_{name}"] for name in columns})


def repair_counts(wrong: list[WrongCounts]) -> None:
    """Count anew the attempts at those questions."""
    using = jobs_alias()
    retry_transient(lambda: refresh([counts.question_id for counts in wrong], using=using))
