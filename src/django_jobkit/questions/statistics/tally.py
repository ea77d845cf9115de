"""Attempts in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db.models import Count, Q, Sum

from django_jobkit.questions.models import Outcome

#: What the database counts of any group of attempts, in the order of the fields of a tally.
COUNTED: dict[str, Any] = {
    "attempts": Count("pk"),
    **{outcome.name.lower(): Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome},
    "minutes": Sum("time_spent_min", default=0),
}
#: How sure a bound is: 95 %, on one side.
_Z = 1.645


@dataclass(slots=True)
class Tally:
    """A group of attempts."""

    attempts: int = 0
    solved: int = 0
    partial: int = 0
    failed: int = 0
    minutes: int = 0

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> Tally:
        """What `row` of a query with `COUNTED` says."""
        return cls(**{name: int(row[name]) for name in COUNTED})

    def add(self, other: Tally) -> None:
        """Take those of `other` in."""
        self.attempts += other.attempts
        self.solved += other.solved
        self.partial += other.partial
        self.failed += other.failed
        self.minutes += other.minutes

    @property
    def rated(self) -> int:
        """Those that have an outcome; the others say nothing of success."""
        return self.solved + self.partial + self.failed

    @property
    def rate(self) -> float | None:
        """The part of the rated ones that was solved; None when there are none."""
        return round(self.solved / self.rated, 4) if self.rated else None

    @property
    def weakness(self) -> float:
        """The part of the rated ones that was not solved, 0 to 1, as far as one can be sure of it.

        The lower bound of Wilson's interval: of one failure in one attempt little follows, of nine in ten a lot.
        """
        count = self.rated
        if not count:
            return 0.0
        part, square = 1 - self.solved / count, _Z * _Z
        middle = part + square / (2 * count)
        spread = _Z * sqrt(part * (1 - part) / count + square / (4 * count * count))
        return round(max(middle - spread, 0.0) / (1 + square / count), 4)

    def shown(self) -> dict[str, Any]:
        """All of it in JSON."""
        return {
            "attempts": self.attempts,
            "rated": self.rated,
            "solved": self.solved,
            "partial": self.partial,
            "failed": self.failed,
            "rate": self.rate,
            "minutes": self.minutes,
        }
