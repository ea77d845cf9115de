"""Call a handler and judge what came of it; no database in sight."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from asgiref.sync import async_to_sync

from django_jobkit.core.context import JobContext
from django_jobkit.core.opened import masked_trace, run_with_secrets
from django_jobkit.core.outcome import (
    Cancelled,
    Completed,
    Failed,
    Fenced,
    Interrupted,
    JobError,
    Outcome,
    Postponed,
)
from django_jobkit.core.registry import Task
from django_jobkit.core.storable import describe_error
from django_jobkit.exceptions import (
    ExtraMissing,
    InvalidParams,
    JobCancelled,
    JobInterrupted,
    JobStopped,
    LeaseLost,
    NotStorable,
    RetryLater,
    SecretUnreadable,
)

logger = logging.getLogger(__name__)


def perform(task: Task[Any, Any], params: Mapping[str, Any], context: JobContext) -> Outcome:
    """Run `task` once; whatever it does, an outcome comes back that can be stored."""
    with run_with_secrets():
        return _perform(task, params, context)


def _perform(task: Task[Any, Any], params: Mapping[str, Any], context: JobContext) -> Outcome:
    try:
        if not isinstance(params, Mapping):
            # Somebody wrote to the table past us; no attempt will ever make sense of it.
            raise InvalidParams(details={"params": ["This is not an object."]})
        args, kwargs = task.params.to_arguments(params)
    except (InvalidParams, SecretUnreadable, ExtraMissing) as error:
        return Failed(JobError.of(error))
    except Exception as error:  # noqa: BLE001 - a validator of the task may raise anything
        return _failed(task, error, context)
    try:
        returned = _call(task, args, kwargs, context)
    except BaseException as error:  # noqa: BLE001 - user code may raise SystemExit too, and the job must still end
        return judge_error(task, error, context)
    # failpoint: after_handler
    try:
        return Completed(task.results.to_json(returned))
    except NotStorable as error:
        return Failed(JobError.of(error))


def _call(task: Task[Any, Any], args: tuple[Any, ...], kwargs: dict[str, Any], context: JobContext) -> Any:
    given = (context, *args) if task.takes_context else args
    context.raise_if_cancelled()
    if task.is_async:
        return async_to_sync(_call_async)(task, given, kwargs, context)
    return task.func(*given, **kwargs)


async def _call_async(task: Task[Any, Any], given: tuple[Any, ...], kwargs: dict[str, Any], context: JobContext) -> Any:
    loop = asyncio.get_running_loop()
    running = asyncio.ensure_future(task.func(*given, **kwargs))
    context.on_stop(lambda: loop.is_closed() or loop.call_soon_threadsafe(running.cancel))
    return await running


def judge_error(task: Task[Any, Any], error: BaseException, context: JobContext) -> Outcome:
    """What a raised `error` amounts to, given why the handler was asked to stop, if it was."""
    reason = context.stop_error
    if reason is None and isinstance(error, (JobStopped, LeaseLost)):
        reason = type(error)
    if reason is not None:
        return _stopped(task, reason, context)
    if isinstance(error, RetryLater):
        return Postponed(error.after, describe_error(error))
    return _failed(task, error, context)


def _stopped(task: Task[Any, Any], reason: type[Exception], context: JobContext) -> Outcome:
    if issubclass(reason, LeaseLost):
        return Fenced()
    if issubclass(reason, JobCancelled):
        return Cancelled()
    if issubclass(reason, JobInterrupted):
        return Interrupted()
    return _failed(task, reason(), context)


def _failed(task: Task[Any, Any], error: BaseException, context: JobContext) -> Failed:
    # The trace is for whoever reads the logs; the job keeps what its owner may see.
    _log_failure(task, error, context)
    return failure(task, error, context.attempt)


def _log_failure(task: Task[Any, Any], error: BaseException, context: JobContext) -> None:
    said = (context.attempt, context.job_id, task.name)
    trace = masked_trace(error)
    if trace is None:
        logger.warning("Attempt %d at job %s (%s) failed.", *said, exc_info=error)
    else:
        # Whoever formats or forwards the error itself would write the secret that it tells.
        logger.warning("Attempt %d at job %s (%s) failed.\n%s", *said, trace)


def failure(task: Task[Any, Any], error: BaseException, attempt: int) -> Failed:
    """What `error` amounts to by the retry policy of `task`, when it ended this attempt."""
    policy = task.options.retry
    return Failed(JobError.of(error), policy.delay(attempt) if policy.is_retryable(error) else None)
