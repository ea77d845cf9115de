"""Schedules out of attempts alone, whatever was scheduled before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connections
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import PracticeSettings, Question, QuestionLog, Schedule
from django_jobkit.questions.models.upkeep import pieces
from django_jobkit.questions.scheduling.interview import Interview
from django_jobkit.questions.scheduling.memory import RATINGS, Memory
from django_jobkit.questions.scheduling.putting_off import put_off
from django_jobkit.questions.scheduling.schedulers import can_schedule, scheduler_of

_COLUMNS = [field.name for field in Schedule._meta.concrete_fields if not field.primary_key]


def reschedule(question_ids: Collection[int], *, using: str) -> None:
    """Make the schedules of these questions anew, inside the transaction that locked them.

    A handful of queries for each 500 questions, and one more for each of their owners who has an interview ahead.
    Without fsrs it does nothing.
    """
    if not can_schedule():
        return
    for piece in pieces(sorted(set(question_ids))):
        practices = practices_of(Question.objects.using(using).filter(pk__in=piece), using=using)
        schedules = list(_remembered(piece, practices, using))
        _heed_interviews(schedules, practices, using)
        _store(piece, schedules, using)


def reschedule_changed(*, question_ids: Collection[int], using: str, **kwargs: Any) -> None:
    """What listens to `attempts_changed`."""
    reschedule(set(question_ids) - put_off(), using=using)


def practices_of(questions: QuerySet[Question], *, using: str) -> Mapping[Any, PracticeSettings]:
    """The settings of whoever owns `questions`, by owner; who has none is missing."""
    return PracticeSettings.objects.using(using).in_bulk(list(questions.values_list("owner_id", flat=True).distinct()))


def _remembered(ids: Sequence[int], practices: Mapping[Any, PracticeSettings], using: str) -> Iterator[Schedule]:
    schedulers: dict[Any, Any] = {}
    for (question_id, owner_id), attempts in groupby(_attempts(ids, using), key=lambda row: row[:2]):
        practice = practices.get(owner_id) or PracticeSettings(owner_id=owner_id)
        scheduler = schedulers.get(owner_id) or schedulers.setdefault(owner_id, scheduler_of(practice))
        memory = Memory(scheduler, question_id)
        for _, _, outcome, date_attempted in attempts:
            memory.take(outcome, date_attempted)
        schedule = memory.schedule(owner_id, leech_lapses_of(practice))
        if schedule is not None:
            yield schedule


def _attempts(ids: Sequence[int], using: str) -> Iterator[tuple[int, Any, str, datetime]]:
    """Question, owner, outcome and date of the last attempts at each of the questions, in order, as they are read."""
    order = ("date_attempted", "pk")
    latest = Window(RowNumber(), partition_by=F("question_id"), order_by=[F(column).desc() for column in order])
    rows = QuestionLog.objects.using(using).filter(question_id__in=ids, outcome__in=list(RATINGS))
    bounded = rows.annotate(latest=latest).filter(latest__lte=questions_config.MAX_REPLAYED)
    columns = ("question_id", "question__owner_id", "outcome", "date_attempted")
    return bounded.order_by("question_id", *order).values_list(*columns).iterator(chunk_size=2000)


def leech_lapses_of(practice: PracticeSettings) -> int:
    """Lapses that make a leech for whoever has these settings."""
    threshold = practice.leech_threshold
    return int(questions_config.LEECH_LAPSES if threshold is None else threshold)


def _heed_interviews(schedules: Sequence[Schedule], practices: Mapping[Any, PracticeSettings], using: str) -> None:
    now = timezone.now()
    for owner_id, practice in practices.items():
        interview = Interview.of(practice, now, using)
        if interview is not None:
            interview.bring_forward([schedule for schedule in schedules if schedule.owner_id == owner_id])


def _store(ids: Sequence[int], schedules: Sequence[Schedule], using: str) -> None:
    rows = Schedule.objects.using(using)
    kept = {schedule.question_id for schedule in schedules}
    gone = [pk for pk in ids if pk not in kept]
    if gone:
        rows.filter(pk__in=gone).delete()
    # MariaDB finds the row that is there by itself, and wants no column named.
    by_name = connections[using].features.supports_update_conflicts_with_target
    unique = ["question"] if by_name else None
    rows.bulk_create(schedules, update_conflicts=True, update_fields=_COLUMNS, unique_fields=unique)
