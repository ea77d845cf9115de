"""How much will be due on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils import timezone

from django_jobkit.questions.models import PracticeSettings, Schedule
from django_jobkit.questions.scheduling.binding import due_column
from django_jobkit.questions.scheduling.days import day_of, days_from, end_of
from django_jobkit.services.database import jobs_alias


def due_counts(owner: Any, days: int, tz: tzinfo) -> list[tuple[date, int]]:
    """How many of the active questions of `owner` are due on each of so many days in `tz`, the first of them today.

    What is overdue counts for today. Two queries.
    """
    now = timezone.now()
    practice = PracticeSettings.objects.using(jobs_alias()).filter(owner=owner).first()
    rows = Schedule.objects.using(jobs_alias()).filter(owner=owner, question__is_active=True)
    calendar = days_from(day_of(now, tz), days)
    counted = counts_by_day(rows, due_column(practice, now, tz), calendar, tz)
    return list(zip(calendar, counted, strict=True))


def counts_by_day(rows: QuerySet[Schedule], column: str, calendar: Sequence[date], tz: tzinfo) -> list[int]:
    """How many of `rows` are due on each day of `calendar`, days in a row; what is earlier counts for the first.

    One query, which leaves time zones to Python: not every MariaDB knows them.
    """
    if not calendar:
        return []
    ends = [end_of(day, tz) for day in calendar]
    # The first condition that is true counts, so none needs to say where its day begins.
    number = Case(
        *(When(**{f"{column}__lt": end}, then=Value(place)) for place, end in enumerate(ends)),
        output_field=IntegerField(),
    )
    due = rows.filter(**{f"{column}__lt": ends[-1]}).order_by().annotate(day_number=number)
    found = dict(due.values_list("day_number").annotate(Count("pk")))
    return [found.get(place, 0) for place in range(len(calendar))]
