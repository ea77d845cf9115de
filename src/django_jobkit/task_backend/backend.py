"""The backend itself. It may be made while models are being imported, so rows are met only when a task is enqueued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.storable import check_storable
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import NotStorable
from django_jobkit.executors.tasks_framework import (
    AnyResult,
    AnyTask,
    BaseTaskBackend,
    InvalidTask,
    InvalidTaskBackend,
    TaskResultDoesNotExist,
    normalize_json,
    task_enqueued,
)
from django_jobkit.task_backend.declared import declare, find_declared
from django_jobkit.task_backend.finished import tell_when_finished
from django_jobkit.task_backend.options import options_of, read_options

# What the executor of the same framework enqueues would come back to it as a job, for ever.
_OURS = "django_jobkit.executors."


class JobkitBackend(BaseTaskBackend):
    """Keeps tasks as jobs. OPTIONS are those of `job_options`, for functions that do not say otherwise."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        try:
            self.defaults = read_options(self.options)
        except (TypeError, ImportError) as error:
            raise InvalidTaskBackend(f"TASKS[{alias!r}]['OPTIONS']: {error}") from error
        tell_when_finished()

    def validate_task(self, task: AnyTask) -> None:
        """Raise InvalidTask unless `task` can be kept as jobs; from then on it can."""
        super().validate_task(task)
        if not task.module_path.startswith(_OURS):
            declare(task, options_of(task.func, self.defaults))

    def enqueue(self, task: AnyTask, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Submit a job in the caller's transaction.

        Raises InvalidTask, TypeError for arguments that are not JSON, and whatever a submit raises.
        """
        from django_jobkit.services.submit import submit
        from django_jobkit.task_backend.results import result_of

        self.validate_task(task)
        if task.module_path.startswith(_OURS):
            # Check E041 says so as well, to those who heed it.
            raise InvalidTask("JOBKIT['EXECUTOR'] and this backend would give every job back to each other.")
        job = submit(self._request(task, **_as_json(args, kwargs)))
        result = result_of(job, task)
        task_enqueued.send(sender=type(self), task_result=result)
        return result

    def _request(self, task: AnyTask, args: list[Any], kwargs: dict[str, Any]) -> JobRequest:
        options = options_of(task.func, self.defaults)
        return JobRequest(
            task=task.module_path,
            params={"args": args, "kwargs": kwargs, "backend": self.alias},
            owner=options.owner and options.owner(*args, **kwargs),
            queue=task.queue_name,
            priority=task.priority,
            run_after=task.run_after,
            max_attempts=options.max_attempts,
            timeout=options.seconds,
            unique_key=options.unique_key and options.unique_key(*args, **kwargs),
            on_conflict=options.on_conflict,
        )

    def get_result(self, result_id: str) -> AnyResult:
        """How the job with this id stands; raises TaskResultDoesNotExist unless it was enqueued on this backend."""
        from django_jobkit.models import Job
        from django_jobkit.services.database import jobs_alias
        from django_jobkit.task_backend.results import result_of

        try:
            job = Job.objects.using(jobs_alias()).filter(pk=UUID(result_id)).first()
        except (ValueError, TypeError, AttributeError):
            job = None
        if job is None or job.params.get("backend") != self.alias:
            raise TaskResultDoesNotExist(result_id)
        task = self._task_of(job.task)
        if task is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job, task)

    def _task_of(self, name: str) -> AnyTask | None:
        try:
            return find_declared(name)
        except ImportError:
            # A tracked job, a task of @job, or a function that is no more.
            return None


def _as_json(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    said = normalize_json({"args": list(args), "kwargs": dict(kwargs)})
    try:
        # The framework lets through what databases refuse, or give back changed: NaN, NUL, keys that are no text.
        check_storable(said, max_depth=config.MAX_JSON_DEPTH)
    except NotStorable as error:
        raise TypeError(error.message) from error
    return said
