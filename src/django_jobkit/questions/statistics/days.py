"""Attempts day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django_jobkit.questions.models import QuestionLog
from django_jobkit.questions.models.owned import OwnedQuerySet
from django_jobkit.questions.statistics.spans import Calendar
from django_jobkit.questions.statistics.tally import COUNTED, Tally

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """Days with an attempt, one after the other."""

    current: int = 0
    longest: int = 0
    last_day: date | None = None


def tally_by_day(logs: OwnedQuerySet[QuestionLog], calendar: Calendar) -> dict[date, Tally]:
    """The days that have an attempt, in their order. One query."""
    days: dict[date, Tally] = {}
    for number, *counts in _by_span(logs, calendar).annotate(**COUNTED).values_list("span", *COUNTED):
        days.setdefault(calendar.day_of(number), Tally()).add(Tally(*map(int, counts)))
    return dict(sorted(days.items()))


def days_of(logs: OwnedQuerySet[QuestionLog], calendar: Calendar) -> list[date]:
    """Every day that has an attempt, in their order. One query."""
    numbers = _by_span(logs, calendar).values_list("span", flat=True).distinct()
    return sorted(set(map(calendar.day_of, numbers)))


def streak_of(days: Iterable[date], today: date) -> Streak:
    """The streaks in `days`, which are in their order; the current one goes on when there was none yet today."""
    length, longest, last = 0, 0, None
    # Those of tomorrow were planned, and are not done.
    for day in days:
        if day > today:
            break
        length = length + 1 if last is not None and day - last == _DAY else 1
        longest, last = max(longest, length), day
    goes_on = last is not None and today - last <= _DAY
    return Streak(length if goes_on else 0, longest, last)


def _by_span(logs: OwnedQuerySet[QuestionLog], calendar: Calendar) -> Any:
    return logs.order_by().values(span=calendar.span_of("date_attempted"))
