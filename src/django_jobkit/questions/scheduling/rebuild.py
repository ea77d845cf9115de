"""All schedules of a user made anew, batch by batch, while everybody goes on working."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from django_jobkit.questions.models import PracticeSettings, Question, Schedule
from django_jobkit.questions.models.upkeep import PIECE, lock, pieces
from django_jobkit.questions.scheduling.days import day_of, start_of
from django_jobkit.questions.scheduling.interview import Interview
from django_jobkit.questions.scheduling.replay import reschedule
from django_jobkit.questions.scheduling.schedulers import fsrs_library
from django_jobkit.services.database import jobs_alias, retry_transient


def rebuild(owner_id: Any, after: int = 0, keep: Callable[[int, int], object] | None = None) -> Iterator[int]:
    """Make the schedules of the questions of `owner_id` with ids above `after`; yields how many, batch by batch.

    Inside the transaction of each batch it calls `keep` with the last id of the batch and how many there were. At last
    what is due before an interview is spread evenly. Raises ExtraMissing.
    """
    fsrs_library()
    questions = Question.objects.using(jobs_alias()).filter(owner_id=owner_id).order_by("pk")
    while ids := list(questions.filter(pk__gt=after).values_list("pk", flat=True)[:PIECE]):
        retry_transient(partial(rebuild_some, ids, keep))
        after = ids[-1]
        yield len(ids)
    even_out(owner_id)


def rebuild_some(ids: list[int], keep: Callable[[int, int], object] | None = None) -> None:
    """Make the schedules of these questions in one transaction, with `keep` in it."""
    alias = jobs_alias()
    with transaction.atomic(using=alias):
        lock(ids, using=alias)
        reschedule(ids, using=alias)
        if keep is not None:
            keep(ids[-1], len(ids))


def even_out(owner_id: Any) -> int:
    """Spread what is due before the interview of `owner_id` anew over all days that are left; how many moved."""
    alias = jobs_alias()
    practice = PracticeSettings.objects.using(alias).filter(pk=owner_id).first()
    interview = Interview.of(practice, timezone.now(), alias) if practice else None
    if interview is None:
        return 0
    moves = sorted(_moves(interview))
    for day, some in groupby(moves, key=lambda move: move[0]):
        for ids in pieces(question_id for _, question_id in some):
            retry_transient(partial(_move, interview, day, ids))
    return len(moves)


def _moves(interview: Interview) -> Iterator[tuple[date, int]]:
    """Which questions go to which days, where they do not stand already."""
    calendar = interview.calendar(fsrs_due_at__lt=interview.end)
    late = Schedule.objects.using(interview.using).filter(owner_id=interview.owner_id, fsrs_due_at__gte=interview.end)
    # Whoever has the fewest days to choose from chooses first; that spreads best. What is not active comes last.
    rows = late.order_by("-question__is_active", "-reviewed_at", "pk").values_list("pk", "reviewed_at", "due_at")
    for question_id, reviewed_at, due_at in rows.iterator(chunk_size=2000):
        day = calendar.take(day_of(reviewed_at, interview.zone))
        if start_of(day, interview.zone) != due_at:
            yield day, question_id


def _move(interview: Interview, day: date, ids: list[int]) -> None:
    alias, due_at = interview.using, start_of(day, interview.zone)
    with transaction.atomic(using=alias):
        lock(ids, using=alias)
        if not interview.is_still_planned():
            return
        rows = Schedule.objects.using(alias).filter(pk__in=ids, fsrs_due_at__gte=interview.end)
        # What was attempted since we looked has been placed by the one who knows of it.
        rows = rows if day == interview.day else rows.filter(reviewed_at__lt=due_at)
        rows.update(due_at=due_at)
