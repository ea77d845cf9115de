"""What an attempt made now would do to the schedule of its question."""

from __future__ import annotations

from datetime import datetime

from django_jobkit.questions.models import PracticeSettings, Schedule
from django_jobkit.questions.scheduling.interview import Interview
from django_jobkit.questions.scheduling.memory import RATINGS, Memory, card_of
from django_jobkit.questions.scheduling.schedulers import scheduler_of
from django_jobkit.services.database import jobs_alias


def predicted(
    practice: PracticeSettings, question_id: int, schedule: Schedule | None, now: datetime
) -> dict[str, Schedule | None]:
    """The schedule of the question after an attempt at `now`, for each outcome; None where FSRS comes to none.

    Nothing is stored. Raises ExtraMissing.
    """
    scheduler, interview = scheduler_of(practice), Interview.of(practice, now, jobs_alias())
    found: dict[str, Schedule | None] = {}
    for outcome in RATINGS:
        memory = Memory(scheduler, question_id)
        if schedule is not None:
            memory.card = card_of(schedule)
        memory.take(outcome, now)
        after = found[outcome] = memory.schedule(practice.owner_id, 1)
        if after is not None and interview is not None:
            interview.bring_forward([after])
    return found
