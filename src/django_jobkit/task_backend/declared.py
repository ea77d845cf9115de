"""The functions that hosts declare with ``@task``, each as a task of ours, named by its module path."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.utils.module_loading import import_string

from django_jobkit.core.context import JobContext
from django_jobkit.core.registry import TaskOptions, make_task, registry
from django_jobkit.core.results import Results
from django_jobkit.core.retry_policy import RetryPolicy
from django_jobkit.executors.tasks_framework import AnyTask, Task, normalize_json
from django_jobkit.task_backend.attempt import Attempt
from django_jobkit.task_backend.options import JobOptions, options_of

_declared: dict[str, AnyTask] = {}


class _PlainResults(Results):
    """What the framework calls JSON and no more: a date or a model is a mistake there, not a text."""

    def _dump(self, value: Any) -> Any:
        return normalize_json(value)


def declare(task: AnyTask, options: JobOptions) -> None:
    """Register `task`, unless its function is registered already.

    Raises ImproperlyConfigured when another function has its name, ValueError for options out of range.
    """
    name = task.module_path
    known = _declared.get(name)
    if known is not None and known.func is task.func and name in registry:
        return
    made = make_task(
        name,
        _handler_of(task),
        options=_task_options(task, options),
        params=None,
        result=None,
        description=task.func.__doc__ or "",
    )
    made.results = _PlainResults(name, made.func)
    registry.add(made)
    _declared[name] = task


def find_declared(name: str) -> AnyTask | None:
    """The task declared as `name`, importing its module if need be; None when it is no such name.

    Never for a name from outside. Raises what importing the module raises.
    """
    if name not in registry:
        found = import_string(name)
        if not isinstance(found, Task):
            return None
        # On whatever backend it was declared: it was submitted on ours with `using(backend=...)`.
        declare(found, options_of(found.func, getattr(found.get_backend(), "defaults", {})))
    return _declared.get(name)


def _task_options(task: AnyTask, options: JobOptions) -> TaskOptions:
    return TaskOptions(
        queue=task.queue_name,
        priority=task.priority,
        max_attempts=options.max_attempts,
        timeout=None if options.seconds is None else timedelta(seconds=options.seconds),
        retry=options.retry or RetryPolicy(),
        public=options.public,
    )


def _handler_of(task: AnyTask) -> Callable[..., Any]:
    # The signature is what clients are told of; what the function itself takes is judged when it is called.
    def call(
        ctx: JobContext,
        args: list[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
        backend: str = task.backend,
    ) -> Any:
        attempt = Attempt(ctx, task)
        with attempt.noting_errors():
            return task.func(*attempt.begin(), *(args or ()), **(kwargs or {}))

    async def acall(
        ctx: JobContext,
        args: list[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
        backend: str = task.backend,
    ) -> Any:
        attempt = Attempt(ctx, task)
        async with attempt.anoting_errors():
            given = await sync_to_async(attempt.begin)()
            return await task.func(*given, *(args or ()), **(kwargs or {}))

    handler = acall if inspect.iscoroutinefunction(task.func) else call
    handler.__module__, handler.__qualname__ = task.func.__module__, task.func.__qualname__
    return handler
