"""Bring back what a dead worker held."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from django_jobkit.conf import config
from django_jobkit.core.lifecycle import Event
from django_jobkit.core.outcome import JobError
from django_jobkit.models import Job
from django_jobkit.services import effects
from django_jobkit.services.database import jobs_alias, retry_transient, unlocked
from django_jobkit.services.transition import Transition, apply_all

_LOST = JobError(
    type="WorkerLost", message="The worker was lost in the middle of the last attempt.", code="worker_lost"
)
# Said again in the UPDATE: between our look and our write the worker may have shown up.
_EXPIRED = "lease_expires_at < {now}"


def rescue_expired(sparing: Collection[UUID] = ()) -> int:
    """End the attempts whose lease ran out, at most BATCH of them; answers how many.

    A job with attempts left becomes PENDING, one with a cancel request CANCELLED, any other FAILED. Those in `sparing`
    are left alone: the caller runs them itself and knows that they are well.
    """
    return retry_transient(lambda: _rescue(sparing))


def _rescue(sparing: Collection[UUID]) -> int:
    alias = jobs_alias()
    rows = Job.objects.using(alias).lease_expired()
    if sparing:
        rows = rows.exclude(pk__in=sparing)
    # Not exists(): it drops the order, without which a planner that knows nothing reads the whole table.
    if not rows.values_list("id")[:1]:
        return 0
    with transaction.atomic(using=alias):
        fields = ("id", "task", "attempt", "max_attempts", "cancel_requested_at")
        lost = list(unlocked(rows.only(*fields))[: config.BATCH])
        return sum(apply_all([_wish(job) for job in lost])) if lost else 0


def _wish(job: Job) -> Transition:
    event, values, message = _decide(job)
    return Transition(
        job_id=job.id,
        event=event,
        attempt=job.attempt,
        values=values,
        message=message,
        only_if=_EXPIRED,
        task=job.task,
    )


def _decide(job: Job) -> tuple[Event, effects.Values, str]:
    if job.cancel_requested_at is not None:
        return Event.ACKNOWLEDGE_CANCEL, effects.cancelled(), _LOST.message
    if job.attempt >= job.max_attempts:
        return Event.GIVE_UP, effects.failed(_LOST), _LOST.message
    return Event.RESCUE, effects.back_in_lane(free=False), _LOST.message
