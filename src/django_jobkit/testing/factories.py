"""factory-boy factories of jobs, named after the status they leave a job in; factory-boy is yours to install.

They write rows and tell no executor, so nothing runs.
"""

from __future__ import annotations

# factory-boy's declarations have no types.
# mypy: disallow-untyped-calls=False
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute
from factory.django import DjangoModelFactory

from django_jobkit.core.status import TERMINAL, Status
from django_jobkit.models import Job, JobStatus


class JobFactory(DjangoModelFactory[Job]):
    """What all of them share; `steps` are the statuses that the job went through."""

    class Meta:
        model = Job
        abstract = True

    class Params:
        steps: ClassVar[Sequence[Status]] = ()

    name = LazyAttribute(lambda job: job.task or "job")
    task = "factory.task"
    queue = "default"
    max_attempts = 3
    attempt_budget = 3
    created_at = LazyFunction(timezone.now)
    updated_at = SelfAttribute("created_at")
    status = LazyAttribute(lambda job: job.steps[-1])
    history_length = LazyAttribute(lambda job: len(job.steps))
    attempt = LazyAttribute(lambda job: list(job.steps).count(Status.RUNNING))
    started_at = LazyAttribute(lambda job: job.created_at if job.attempt else None)
    finished_at = LazyAttribute(lambda job: job.created_at if job.status in TERMINAL else None)

    @classmethod
    def _create(cls, model_class: type[Job], *args: Any, **kwargs: Any) -> Job:
        job: Job = model_class.objects.create(*args, **kwargs)
        attempt = 0
        for seq, step in enumerate(cls._meta.parameters["steps"].value, start=1):
            attempt += step == Status.RUNNING
            JobStatus.objects.create(
                job=job,
                seq=seq,
                status_type=step,
                timestamp=job.created_at + timedelta(microseconds=seq),
                attempt=attempt,
            )
        return job


class PendingJobFactory(JobFactory):
    """A job that is due and waits."""

    class Params:
        steps = (Status.PENDING,)

    lane = SelfAttribute("queue")


class TrackedJobFactory(JobFactory):
    """A PENDING job without a task, whose client reports its statuses."""

    class Params:
        steps = (Status.PENDING,)

    task = ""


class RunningJobFactory(JobFactory):
    """A job in its first attempt, its lease good for an hour."""

    class Params:
        steps = (Status.PENDING, Status.RUNNING)

    worker = LazyFunction(lambda: uuid4().hex)
    lease_expires_at = LazyAttribute(lambda job: job.created_at + timedelta(hours=1))


class LostJobFactory(RunningJobFactory):
    """A RUNNING job whose worker is gone: its lease has run out."""

    lease_expires_at = LazyAttribute(lambda job: job.created_at - timedelta(hours=1))


class CompletedJobFactory(JobFactory):
    """A job that ended well."""

    class Params:
        steps = (Status.PENDING, Status.RUNNING, Status.COMPLETED)

    result = 8


class FailedJobFactory(JobFactory):
    """A job that failed for good."""

    class Params:
        steps = (Status.PENDING, Status.RUNNING, Status.FAILED)

    error = LazyFunction(lambda: {"type": "RuntimeError", "message": "broken", "code": "handler_error"})


class CancelledJobFactory(JobFactory):
    """A job that was cancelled before it ran."""

    class Params:
        steps = (Status.PENDING, Status.CANCELLED)

    cancel_requested_at = SelfAttribute("created_at")
