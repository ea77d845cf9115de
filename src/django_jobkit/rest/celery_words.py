"""Jobs in the words of clients that know Celery."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError

from django_jobkit.core.registry import Task, registry
from django_jobkit.core.status import Status
from django_jobkit.models import Job

RETRY = "RETRY"
_WORDS = {
    Status.PENDING: "PENDING",
    Status.RUNNING: "STARTED",
    Status.COMPLETED: "SUCCESS",
    Status.FAILED: "FAILURE",
    Status.CANCELLED: "REVOKED",
}
CELERY_STATUSES = [*_WORDS.values(), RETRY]


def celery_status(job: Job) -> str:
    """Where `job` stands."""
    if job.status == Status.PENDING and job.attempt > 0:
        return RETRY
    return _WORDS[Status(job.status)]


def kinds_of(task: Task[Any, Any]) -> list[str]:
    """What `task` may be called: its name, and the last part of it where no other task is called so."""
    bare = task.name.rpartition(".")[2]
    return [bare, task.name] if _called(bare) == [task] and bare != task.name else [task.name]


def find_task(kind: str) -> Task[Any, Any]:
    """The task that is called `kind`; raises ValidationError."""
    called = _called(kind)
    if len(called) == 1:
        return called[0]
    if called:
        names = ", ".join(task.name for task in called)
        raise ValidationError({"type": [f"Several tasks are called so; use one of {names}."]})
    raise ValidationError({"type": ["There is no such task."]})


def _called(kind: str) -> list[Task[Any, Any]]:
    public = registry.public()
    exact = [task for task in public if task.name == kind]
    return exact or [task for task in public if task.name.rpartition(".")[2] == kind]
