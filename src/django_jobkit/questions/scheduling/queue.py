"""What to practise today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import QuerySet

from django_jobkit.conf import config
from django_jobkit.questions.models import PracticeSettings, Question, Schedule
from django_jobkit.questions.scheduling.binding import due_column
from django_jobkit.questions.scheduling.days import day_of, end_of, start_of
from django_jobkit.services.database import jobs_alias


@dataclass(frozen=True, slots=True)
class Queue:
    """Questions in the order to be asked in, with their tags, and with their schedules unless they are new."""

    due: list[Question]
    new: list[Question]
    #: Without a limit it would be so many; exact up to ``JOBKIT["COUNT_CAP"]``.
    total: int


def queue_of(
    practice: PracticeSettings, questions: QuerySet[Question], *, now: datetime, zone: tzinfo, limit: int
) -> Queue:
    """Today's queue out of the `questions` of whoever has these settings: what is due, then what is new.

    What becomes due until the end of the day in `zone` is due. Takes as many queries however much there is.
    """
    today, column = day_of(now, zone), f"schedule__{due_column(practice, now, zone)}"
    active = questions.filter(is_active=True)
    due = active.filter(schedule__owner=practice.owner_id, **{f"{column}__lt": end_of(today, zone)})
    due_now = _read(due.select_related("schedule").order_by(column, "pk"), limit)
    new = active.filter(schedule__isnull=True).order_by("pk")[: _left_to_begin(practice, now, zone)]
    new_now = _read(new, limit - len(due_now))
    if len(due_now) + len(new_now) < limit:
        return Queue(due_now, new_now, len(due_now) + len(new_now))
    return Queue(due_now, new_now, due[: config.COUNT_CAP].count() + new.count())


def _read(rows: QuerySet[Question], limit: int) -> list[Question]:
    return list(rows.prefetch_related("tags")[:limit]) if limit else []


def _left_to_begin(practice: PracticeSettings, now: datetime, zone: tzinfo) -> int:
    today = day_of(now, zone)
    begun = Schedule.objects.using(jobs_alias()).filter(
        owner=practice.owner_id, begun_at__gte=start_of(today, zone), begun_at__lt=end_of(today, zone)
    )
    return practice.new_per_day - begun[: practice.new_per_day].count() if practice.new_per_day else 0
