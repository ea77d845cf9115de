"""One attempt at a declared function: what it is given, who hears that it started, and what went wrong in it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from asgiref.sync import sync_to_async

from django_jobkit.core.context import Channel, JobContext, Progress
from django_jobkit.exceptions import JobStopped, LeaseLost, RetryLater
from django_jobkit.executors.tasks_framework import AnyContext, AnyTask, task_started
from django_jobkit.task_backend.errors import Notes, note_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTaskContext(AnyContext):  # type: ignore[misc]  # the stubs do not know that the base is frozen
    """What a task that takes the framework's context gets; `job` is ours, with progress, cancellation, checkpoints."""

    job: JobContext


class Attempt:
    """Between the claim of a job and the function that it runs."""

    def __init__(self, context: JobContext, task: AnyTask) -> None:
        self._context = context
        self._task = task
        self._worker = ""
        self._notes = Notes.in_state(context.saved_state)
        context.saved_state = self._notes.state
        context._channel = _NotingChannel(context._channel, self._notes)

    def begin(self) -> tuple[Any, ...]:
        """Tell the listeners of `task_started`, and give what comes before the task's own arguments.

        Raises LeaseLost when the job is gone.
        """
        from django_jobkit.models import Job
        from django_jobkit.services.artifacts import drop_earlier_artifacts
        from django_jobkit.services.database import jobs_alias
        from django_jobkit.task_backend.results import result_of

        job = Job.objects.using(jobs_alias()).filter(pk=self._context.job_id).first()
        if job is None:
            raise LeaseLost
        self._worker = job.worker
        if self._context.attempt > 1 and self._context.saved_state is None:
            # Notes alone are no checkpoint to go on from.
            drop_earlier_artifacts(job.id, self._context.attempt)
        result = result_of(job, self._task)
        task_started.send_robust(sender=type(result.task.get_backend()), task_result=result)
        return (JobTaskContext(task_result=result, job=self._context),) if self._task.takes_context else ()

    @contextmanager
    def noting_errors(self) -> Iterator[None]:
        """Let errors pass, but write them down first: the row of a job keeps no traceback."""
        try:
            yield
        except BaseException as error:
            self._note(error)
            raise

    @asynccontextmanager
    async def anoting_errors(self) -> AsyncIterator[None]:
        """The same for an async function, whose event loop must not wait for the database."""
        try:
            yield
        except BaseException as error:
            await sync_to_async(self._note)(error)
            raise

    def _note(self, error: BaseException) -> None:
        # Those are no failures of the function, but how it is told to stop, or says that it wants to wait.
        if self._context.stop_error is not None or isinstance(error, (JobStopped, LeaseLost, RetryLater)):
            return
        self._notes.add(note_of(error, self._context.attempt, self._worker))
        try:
            self._context.checkpoint(self._context.saved_state)
        except Exception:
            logger.warning("The traceback of job %s could not be kept.", self._context.job_id, exc_info=True)


class _NotingChannel:
    """Stores what a handler checkpoints beside the notes, so that neither overwrites the other."""

    def __init__(self, channel: Channel, notes: Notes) -> None:
        self._channel = channel
        self._notes = notes

    def report(self, context: JobContext, progress: Progress) -> None:
        """As ever."""
        self._channel.report(context, progress)

    def checkpoint(self, context: JobContext, state: Any) -> None:
        """Store both."""
        self._notes.state = state
        self._channel.checkpoint(context, self._notes.as_state())

    def attach(self, context: JobContext, name: str, file: IO[bytes] | bytes | Path, content_type: str | None) -> None:
        """As ever."""
        self._channel.attach(context, name, file, content_type)

    def watch(self, context: JobContext) -> None:
        """As ever."""
        self._channel.watch(context)
