"""Run a FAILED or CANCELLED job again, under the same id, on request."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from django_jobkit.core.executor import Hint
from django_jobkit.core.lifecycle import Event
from django_jobkit.exceptions import IllegalTransition, UniqueConflict
from django_jobkit.models import Job
from django_jobkit.services import effects
from django_jobkit.services.cancel import fresh
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.hints import hint_due
from django_jobkit.services.requests import unique_hash
from django_jobkit.services.transition import Transition, apply


def retry_job(job: Job, *, forget: bool = False) -> Job:
    """Make `job` PENDING again with a fresh budget of attempts and return its fresh row.

    It goes on from its checkpoint, if it left one; with `forget` that is dropped in the same stroke.
    Raises IllegalTransition unless it is an executed job that is FAILED or CANCELLED, UniqueConflict when an
    unfinished job holds its unique key by now.
    """
    if job.is_tracked:
        raise IllegalTransition("A tracked job runs elsewhere; report PENDING or RUNNING to say that it runs again.")
    wish = Transition(
        job_id=job.id,
        event=Event.RETRY,
        values=effects.retried(unique_hash(job.task, job.unique_key), forget=forget),
        message="Retry requested",
        task=job.task,
        attempt_after=job.attempt,
    )

    def attempt() -> bool:
        with transaction.atomic(using=jobs_alias()):
            return apply(wish)

    try:
        retried = retry_transient(attempt)
    except IntegrityError as error:
        raise UniqueConflict from error
    current = fresh(job)
    if not retried:
        raise IllegalTransition(
            f"Only a FAILED or CANCELLED job can be retried; this one is {current.status}.",
            details={"status": [current.status]},
        )
    hint_due([Hint(current.id, current.queue, current.priority)])
    return current
