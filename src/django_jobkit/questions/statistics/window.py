"""The days that somebody asks about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django_jobkit.questions.scheduling.days import end_of, start_of


@dataclass(frozen=True, slots=True)
class Window:
    """From `first` to `last`, both included, as `zone` has them."""

    first: date
    last: date
    zone: tzinfo

    @property
    def begins_at(self) -> datetime:
        """The first moment of the first day."""
        return start_of(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The moment behind the last day."""
        return end_of(self.last, self.zone)


def today_in(zone: tzinfo) -> date:
    """The day that it is there."""
    return datetime.now(zone).date()
