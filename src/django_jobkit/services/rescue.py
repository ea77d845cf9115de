"""Bring back what a dead worker held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.core.lifecycle import Event
from django_jobkit.core.outcome import JobError
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.models.querysets import JobQuerySet
from django_jobkit.services import effects
from django_jobkit.services.database import jobs_alias, own_transaction, retry_transient, unlocked
from django_jobkit.services.transition import Transition, apply_all

_LOST = JobError(
    type="WorkerLost", message="The worker was lost in the middle of the last attempt.", code="worker_lost"
)
# Said again in the UPDATE: between our look and our write the worker may have shown up.
_EXPIRED = "lease_expires_at < {now}"


@dataclass(frozen=True, slots=True)
class Rescue:
    """How many attempts were ended, and which jobs are PENDING again."""

    count: int = 0
    due: Sequence[Hint] = ()


def rescue_expired(sparing: Collection[UUID] = ()) -> Rescue:
    """End the attempts whose lease ran out, at most BATCH of them.

    A job with attempts left becomes PENDING, one with a cancel request CANCELLED, any other FAILED. Those in `sparing`
    are left alone: the caller runs them itself and knows that they are well.
    """
    return retry_transient(lambda: _rescue(sparing))


def rescue_from(worker: str) -> Rescue:
    """The same for what `worker` holds, of whom the caller knows that it is dead, without waiting for the lease."""
    held = Job.objects.using(jobs_alias()).filter(status=Status.RUNNING, worker=worker)
    return retry_transient(lambda: _end_attempts(held, only_if=""))


def _rescue(sparing: Collection[UUID]) -> Rescue:
    rows = Job.objects.using(jobs_alias()).lease_expired()
    return _end_attempts(rows.exclude(pk__in=sparing) if sparing else rows, only_if=_EXPIRED)


def _end_attempts(rows: JobQuerySet, *, only_if: str) -> Rescue:
    # Not exists(): it drops the order, without which a planner that knows nothing reads the whole table.
    if not rows.values_list("id")[:1]:
        return Rescue()
    # failpoint: rescue_after_look
    with own_transaction():
        fields = ("id", "task", "queue", "priority", "attempt", "max_attempts", "cancel_requested_at")
        lost = list(unlocked(rows.only(*fields))[: config.BATCH])
        # failpoint: rescue_before_update
        wishes = [_wish(job, only_if) for job in lost]
        ended = apply_all(wishes) if lost else []
        # failpoint: rescue_before_commit
    rescued = [
        Hint(job.id, job.queue, job.priority)
        for job, wish, came_true in zip(lost, wishes, ended, strict=True)
        if came_true and wish.event == Event.RESCUE
    ]
    return Rescue(count=sum(ended), due=rescued)


def _wish(job: Job, only_if: str) -> Transition:
    event, values, message = _decide(job)
    return Transition(
        job_id=job.id,
        event=event,
        attempt=job.attempt,
        values=values,
        message=message,
        only_if=only_if,
        task=job.task,
    )


def _decide(job: Job) -> tuple[Event, effects.Values, str]:
    if job.cancel_requested_at is not None:
        return Event.ACKNOWLEDGE_CANCEL, effects.cancelled(), _LOST.message
    if job.attempt >= job.max_attempts:
        return Event.GIVE_UP, effects.failed(_LOST), _LOST.message
    return Event.RESCUE, effects.back_in_lane(free=False), _LOST.message
