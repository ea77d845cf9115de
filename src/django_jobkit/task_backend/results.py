"""A job in the framework's words."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Min

from django_jobkit.core.status import Status
from django_jobkit.executors.tasks_framework import AnyResult, AnyTask, TaskResult, TaskResultStatus
from django_jobkit.models import Job
from django_jobkit.task_backend.errors import Notes, task_errors

# There is no word for a job that was cancelled; its error says so.
_STATUSES = {
    Status.PENDING: TaskResultStatus.READY,
    Status.RUNNING: TaskResultStatus.RUNNING,
    Status.COMPLETED: TaskResultStatus.SUCCESSFUL,
    Status.FAILED: TaskResultStatus.FAILED,
    Status.CANCELLED: TaskResultStatus.FAILED,
}
#: Stands for the workers of attempts that left no trace of theirs.
UNKNOWN_WORKER = "unknown"


def result_of(job: Job, task: AnyTask) -> AnyResult:
    """How `job`, which `task` was enqueued as, stands."""
    first, last = _attempts(job)
    result: AnyResult = TaskResult(
        task=_as_enqueued(job, task),
        id=str(job.id),
        status=_STATUSES[Status(job.status)],
        enqueued_at=job.created_at,
        started_at=first,
        last_attempted_at=last,
        finished_at=job.finished_at,
        args=job.params["args"] or [],
        kwargs=job.params["kwargs"] or {},
        backend=job.params["backend"],
        errors=task_errors(job),
        worker_ids=_workers(job),
    )
    if job.status == Status.COMPLETED:
        object.__setattr__(result, "_return_value", job.result)
    return result


def _as_enqueued(job: Job, task: AnyTask) -> AnyTask:
    alias = job.params["backend"]
    on_ours = task.using(backend=alias)
    queues = on_ours.get_backend().queues
    # Over REST a job may be put into queues that the backend does not list.
    queue = job.queue if not queues or job.queue in queues else None
    return on_ours.using(priority=job.priority, queue_name=queue, run_after=job.run_after)


def _attempts(job: Job) -> tuple[Any, Any]:
    if job.attempt <= 1 and job.started_at is not None:
        return job.started_at, job.started_at
    if job.attempt == 0:
        return None, None
    began = job.statuses.filter(status_type=Status.RUNNING).aggregate(first=Min("timestamp"), last=Max("timestamp"))
    return began["first"], began["last"]


def _workers(job: Job) -> list[str]:
    known = {note["attempt"]: note["worker"] for note in Notes.in_state(job.saved_state).errors}
    known[job.attempt] = job.worker
    return [known.get(attempt) or UNKNOWN_WORKER for attempt in range(1, job.attempt + 1)]
