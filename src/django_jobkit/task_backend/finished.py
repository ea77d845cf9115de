"""Tell the listeners of the framework when a job has ended, in whatever process and by whatever way it did."""

from __future__ import annotations

from typing import Any

from django_jobkit.core.status import TERMINAL
from django_jobkit.executors.tasks_framework import task_finished
from django_jobkit.signals import JobChange, job_changed


def tell_when_finished() -> None:
    """From now on."""
    job_changed.connect(_on_change, dispatch_uid="django_jobkit.task_backend")


def _on_change(sender: object, change: JobChange, **kwargs: Any) -> None:
    if change.task and change.status in TERMINAL:
        _tell(change)


def _tell(change: JobChange) -> None:
    from django_jobkit.models import Job
    from django_jobkit.services.database import jobs_alias
    from django_jobkit.task_backend.declared import find_declared
    from django_jobkit.task_backend.results import result_of

    try:
        task = find_declared(change.task)
    except ImportError:
        return
    if task is None:
        return
    job = Job.objects.using(jobs_alias()).filter(pk=change.job_id, status=change.status).first()
    if job is not None:
        result = result_of(job, task)
        task_finished.send_robust(sender=type(result.task.get_backend()), task_result=result)
