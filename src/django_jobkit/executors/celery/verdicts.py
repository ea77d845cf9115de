"""What becomes of a job whose process was killed on purpose."""

from __future__ import annotations

from django_jobkit.core.handler import failure
from django_jobkit.core.outcome import Cancelled, Outcome
from django_jobkit.core.registry import registry
from django_jobkit.exceptions import JobTimedOut, UnknownTask
from django_jobkit.executors import watchdog
from django_jobkit.services.claim import ClaimedJob


def timed_out(job: ClaimedJob) -> Outcome:
    """A failure like any other: the handler is really dead, so the retry policy of its task decides."""
    try:
        task = registry.get(job.task)
    except UnknownTask:
        return watchdog.timed_out()
    return failure(task, JobTimedOut(), job.attempt)


def cancelled(job: ClaimedJob) -> Outcome:
    """CANCELLED, as was asked for."""
    return Cancelled()
