"""Jobs that a worker holds in the database and does not know of: a commit whose answer was lost claimed them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

from django_jobkit.core.outcome import Interrupted
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.services.claim import ClaimedJob
from django_jobkit.services.database import jobs_alias
from django_jobkit.services.settle import settle_all

_COLUMNS = [field.name for field in fields(ClaimedJob)]


def running_under(worker: str) -> list[ClaimedJob]:
    """What the database says that `worker` runs."""
    rows = Job.objects.using(jobs_alias()).filter(status=Status.RUNNING, worker=worker).values(*_COLUMNS)
    return [ClaimedJob(**row) for row in rows]


def claim_in_doubt(job_id: UUID, worker: str) -> ClaimedJob | None:
    """The claim of this job by `worker`, if it was committed after all."""
    return next((job for job in running_under(worker) if job.id == job_id), None)


def give_back(held: Collection[ClaimedJob], known: Collection[tuple[UUID, int]]) -> int:
    """Make those of `held` that are not `known` (job and attempt) PENDING again, uncharged; answers how many."""
    orphans = [job for job in held if (job.id, job.attempt) not in known]
    # failpoint: before_give_back
    return sum(settle_all([(job, Interrupted(), None) for job in orphans])) if orphans else 0
