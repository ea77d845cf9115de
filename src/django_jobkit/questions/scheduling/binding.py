"""Whether the date of the interview has a say, and which due dates count then."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from django.utils.timezone import get_default_timezone

from django_jobkit.questions.models import PracticeSettings
from django_jobkit.questions.scheduling.days import day_of
from django_jobkit.questions.services.time_zones import zone_named


def zone_for(practice: PracticeSettings) -> tzinfo:
    """The zone in which the days of whoever has these settings begin."""
    return zone_named(practice.time_zone) or get_default_timezone()


def binding_date(practice: PracticeSettings | None, now: datetime, zone: tzinfo) -> date | None:
    """The day of the interview while it lies ahead; on the day itself and later it binds nothing."""
    interview = None if practice is None else practice.interview_date
    return interview if interview is not None and interview > day_of(now, zone) else None


def due_column(practice: PracticeSettings | None, now: datetime, zone: tzinfo) -> str:
    """The column of schedules that says when they are due: once the interview is over, that of FSRS alone."""
    is_over = practice is not None and practice.interview_date is not None and not binding_date(practice, now, zone)
    return "fsrs_due_at" if is_over else "due_at"
