"""Write down what runs amounted to; a run that lost its lease is refused."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeAlias

from django.db import DataError, IntegrityError
from django.db.models import F

from django_jobkit.conf import config
from django_jobkit.core.context import Progress
from django_jobkit.core.lifecycle import EDGES, Event
from django_jobkit.core.outcome import (
    Cancelled,
    Completed,
    Failed,
    Fenced,
    JobError,
    Outcome,
    Postponed,
)
from django_jobkit.core.status import Status
from django_jobkit.core.storable import storable_text
from django_jobkit.models import JobStatus
from django_jobkit.models.job_status import MAX_MESSAGE
from django_jobkit.services import effects
from django_jobkit.services.claim import ClaimedJob
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.transition import Transition, apply, apply_all

logger = logging.getLogger(__name__)

_Settled: TypeAlias = tuple[ClaimedJob, Outcome, Progress | None]
_NO_CANCEL = "cancel_requested_at IS NULL"
_LONGEST_DELAY = timedelta(days=366)
_REFUSED = JobError(type="NotStorable", message="The database refused the outcome.", code="result_not_json")
_EXHAUSTED = JobError(
    type="AttemptsExhausted", message="The job was put off or interrupted too often.", code="attempts_exhausted"
)


def settle(run: ClaimedJob, outcome: Outcome, progress: Progress | None = None) -> bool:
    """Store the `outcome` of `run`; answers False when the run was fenced off and nothing was written."""
    return settle_all([(run, outcome, progress)])[0]


def settle_all(runs: Sequence[_Settled]) -> list[bool]:
    """`settle` for several runs in one transaction; what the database refuses to store is a failure of that run."""
    try:
        return _settle(runs)
    except (DataError, IntegrityError):
        if len(runs) > 1:
            return [settle(*run) for run in runs]
        logger.exception("Job %s: the database refused the outcome.", runs[0][0].id)
        return _settle([(runs[0][0], Failed(_REFUSED), None)])


def _settle(runs: Sequence[_Settled]) -> list[bool]:
    wishes = [_wish(run, outcome, progress) for run, outcome, progress in runs]
    written = [wish for wish in wishes if wish is not None]
    # failpoint: before_settle
    won = dict(zip(map(id, written), retry_transient(lambda: apply_all(written)), strict=True)) if written else {}
    # failpoint: after_settle_before_ack
    return [wish is not None and (won[id(wish)] or _second_look(wish)) for wish in wishes]


def _second_look(wish: Transition) -> bool:
    """Whether `wish` came true all the same: by giving way to a cancel, or in a commit whose answer was lost."""
    if EDGES[wish.event].target == Status.PENDING:
        values = effects.cancelled()
        cancel = Transition(
            job_id=wish.job_id, event=Event.ACKNOWLEDGE_CANCEL, attempt=wish.attempt, values=values, task=wish.task
        )
        if retry_transient(lambda: apply(cancel)):
            return True
    # Rescue may have written the same status for the same attempt, but with another message.
    newest = JobStatus.objects.using(jobs_alias()).filter(job=wish.job_id, seq=F("job__history_length"))
    came_true: bool = newest.filter(
        attempt=wish.attempt or 0, status_type=EDGES[wish.event].target, message=wish.message
    ).exists()
    return came_true


def _wish(run: ClaimedJob, outcome: Outcome, progress: Progress | None) -> Transition | None:
    if isinstance(outcome, Fenced):
        return None
    event, values, message = _decide(run, outcome)
    if progress is not None and progress != Progress():
        values |= {
            "progress_current": progress.current,
            "progress_total": progress.total,
            "progress_message": progress.message,
        }
    return Transition(
        job_id=run.id,
        event=event,
        attempt=run.attempt,
        values=values,
        message=storable_text(message, MAX_MESSAGE),
        only_if=_NO_CANCEL if EDGES[event].target == Status.PENDING else "",
        task=run.task,
    )


def _decide(run: ClaimedJob, outcome: Outcome) -> tuple[Event, effects.Values, str]:
    match outcome:
        case Completed(result):
            return Event.COMPLETE, effects.completed(result), ""
        case Cancelled():
            return Event.ACKNOWLEDGE_CANCEL, effects.cancelled(), ""
        case Failed(error, retry_in):
            return _decide_failure(run, error, retry_in)
        case _:
            return _decide_uncharged(run, outcome)


def _decide_failure(run: ClaimedJob, error: JobError, retry_in: timedelta | None) -> tuple[Event, effects.Values, str]:
    if retry_in is None or run.attempt >= run.max_attempts:
        return Event.FAIL, effects.failed(error), error.message
    return Event.BACK_OFF, effects.parked(_bounded(retry_in), free=False), error.message


def _decide_uncharged(run: ClaimedJob, outcome: Outcome) -> tuple[Event, effects.Values, str]:
    free = effects.is_free(run.attempt)
    if not free and run.attempt >= run.max_attempts:
        return Event.FAIL, effects.failed(_EXHAUSTED), _EXHAUSTED.message
    if isinstance(outcome, Postponed):
        return Event.BACK_OFF, effects.parked(_bounded(outcome.after), free=free), outcome.message
    return Event.INTERRUPT, effects.back_in_lane(free=free), "Interrupted by shutdown"


def _bounded(delay: timedelta) -> timedelta:
    return max(timedelta(0), min(delay, _LONGEST_DELAY))


def unregistered(run: ClaimedJob, error: JobError) -> Outcome:
    """What to do with a job whose task this process does not know: perhaps a newer worker does."""
    if run.attempt >= config.UNREGISTERED_ATTEMPTS:
        return Failed(error)
    return Postponed(timedelta(seconds=config.UNREGISTERED_DELAY), error.message)
