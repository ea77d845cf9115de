"""The load before an interview, spread over the days that are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta


class Calendar:
    """Days in a row before an interview, and how much is due on each of them."""

    def __init__(self, first: date, interview: date, counts: Sequence[int] = ()) -> None:
        self.first = first
        self.interview = interview
        self.counts = list(counts) or [0] * (interview - first).days

    @classmethod
    def before(cls, interview: date, today: date, days: int) -> Calendar:
        """At most so many days, none of them over, the last of them the eve of `interview`."""
        return cls(max(today, interview - timedelta(days=days)), interview)

    @property
    def days(self) -> list[date]:
        """The days."""
        return [self.first + timedelta(days=number) for number in range(len(self.counts))]

    def add(self, day: date) -> None:
        """Something is due on `day`, which may lie outside."""
        place = (day - self.first).days
        if 0 <= place < len(self.counts):
            self.counts[place] += 1

    def take(self, last_review: date) -> date:
        """The day with the least load after `last_review`, and the latest of several such; it has one more then.

        The day of the interview itself when no day is left between the two.
        """
        least = max((last_review - self.first).days + 1, 0)
        if least >= len(self.counts):
            return self.interview
        place = min(range(least, len(self.counts)), key=lambda number: (self.counts[number], -number))
        self.counts[place] += 1
        return self.first + timedelta(days=place)
