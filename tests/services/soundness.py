"""What holds for every job at any time, judged from the rows alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django_jobkit.core.lifecycle import EDGES
from django_jobkit.core.status import TERMINAL, Status
from django_jobkit.models import Job

ALLOWED = {(str(source), str(edge.target)) for edge in EDGES.values() for source in edge.sources}


def fetch(job: Any) -> Job:
    """The row of `job` (a job, a claimed job or an id) as it is now."""
    return Job.objects.get(pk=getattr(job, "id", job))


def history(job: Any) -> list[str]:
    """The statuses that `job` went through."""
    return list(fetch(job).statuses.values_list("status_type", flat=True))


def assert_sound(given: Any) -> Job:
    """Fail unless the row of an executed job and its history tell one possible story."""
    job = fetch(given)
    steps = list(job.statuses.values_list("seq", "status_type", "attempt"))
    statuses = [status for _, status, _ in steps]
    attempts = [attempt for _, _, attempt in steps]
    assert [seq for seq, _, _ in steps] == list(range(1, job.history_length + 1))
    assert statuses[0] == Status.PENDING
    assert statuses[-1] == job.status
    assert set(pairwise(statuses)) <= ALLOWED, statuses
    assert attempts == sorted(attempts)
    assert attempts[-1] == job.attempt == statuses.count(Status.RUNNING)
    assert job.attempt <= job.max_attempts
    assert (job.finished_at is not None) == (job.status in TERMINAL)
    assert (job.error is not None) == (job.status == Status.FAILED)
    assert job.result is None or job.status == Status.COMPLETED
    assert (job.lease_expires_at is not None) == (job.status == Status.RUNNING)
    assert [job.lane, job.parked_until].count(None) == (1 if job.status == Status.PENDING else 2)
    assert (job.unique_hash is not None) == (bool(job.unique_key) and job.status not in TERMINAL)
    return job
