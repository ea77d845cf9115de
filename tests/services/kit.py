"""Short ways to make jobs and to bring them where a test wants them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model

from django_jobkit import JobRequest
from django_jobkit.core.outcome import Cancelled, Completed, Failed, Interrupted, JobError, Postponed
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.claim import ClaimedJob, claim_job
from django_jobkit.services.settle import settle
from django_jobkit.services.submit import submit
from tests.services.soundness import fetch

AT_ONCE = timedelta(0)
POSTPONED = Postponed(timedelta(0), "later")
INTERRUPTED = Interrupted()
BROKEN = JobError(type="RuntimeError", message="broken", code="handler_error")


def new_user(**fields: Any) -> Any:
    """A user with a name of its own."""
    return get_user_model().objects.create(username=uuid4().hex, **fields)


def wish(**options: Any) -> JobRequest:
    """A request for a job that adds two numbers."""
    return JobRequest(**{"task": "tests.add", "params": {"x": 1}, **options})


def pending(**options: Any) -> Job:
    """A job that nobody claimed."""
    return submit(wish(**options))


def claim(job: Any, worker: str = "worker") -> ClaimedJob:
    """Claim `job`, which must be possible."""
    run = claim_job(job.id, worker)
    assert run is not None
    return run


def running(**options: Any) -> ClaimedJob:
    """A job in its first attempt."""
    return claim(pending(**options))


def completed(**options: Any) -> Job:
    """A job with a result."""
    run = running(**options)
    assert settle(run, Completed(42))
    return fetch(run)


def failed(**options: Any) -> Job:
    """A job that failed for good."""
    run = running(**options)
    assert settle(run, Failed(BROKEN))
    return fetch(run)


def cancelled(**options: Any) -> Job:
    """A job that was cancelled before it ran."""
    return cancel_job(pending(**options))


def cancelled_running(**options: Any) -> Job:
    """A job whose handler stopped because it was cancelled."""
    run = running(**options)
    cancel_job(fetch(run))
    assert settle(run, Cancelled())
    return fetch(run)
