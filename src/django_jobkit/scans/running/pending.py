"""What an extractor has yielded and the store has not seen yet, in its order."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from django_jobkit.scans.extracting import Problem
from django_jobkit.scans.store.intake import Taken


@dataclass(frozen=True, slots=True)
class Given:
    """A cursor, and what came before it: records and problems still pending, pages and bytes in all."""

    cursor: Any
    records: int
    problems: int
    pages: int
    bytes: int


@dataclass(slots=True)
class Pending:
    """Records, problems with the number of pending records before each, and the last cursor."""

    records: list[Any] = field(default_factory=list)
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    given: Given | None = None

    def __bool__(self) -> bool:
        return bool(self.records or self.problems or self.given)

    def cut(self, room: int) -> bool:
        """Leave out what comes after `room` records; answers whether there was any."""
        if len(self.records) <= room:
            return False
        self.records = self.records[:room]
        self.problems = [(place, problem) for place, problem in self.problems if place <= room]
        return True


@dataclass(frozen=True, slots=True)
class Sorted:
    """All problems in order, each with the number of the record that it comes before; and what lies before a cursor."""

    problems: list[tuple[int, Problem]]
    records_before: int
    problems_before: int


def sort_in(pending: Pending, taken: Taken, first: int) -> Sorted:
    """Put the problems of taking records in between those that were yielded; `first` numbers the first record."""
    given = pending.given
    # What was yielded before a record comes before what is wrong with it.
    found = [(place, 0, problem) for place, problem in pending.problems]
    found += [(place, 1, problem) for place, problem in taken.problems]
    found.sort(key=lambda item: item[:2])
    numbered = [(first + _kept_before(place, taken), problem) for place, _, problem in found]
    if given is None:
        return Sorted(numbered, 0, 0)
    inside = sum(place < given.records for place, _ in taken.problems)
    return Sorted(numbered, first + _kept_before(given.records, taken), given.problems + inside)


def _kept_before(place: int, taken: Taken) -> int:
    return place - bisect_left(taken.dropped, place)
