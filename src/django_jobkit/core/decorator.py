"""``@job``: make a function a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Concatenate, Protocol, TypeVar, overload

from django_jobkit.core.context import JobContext
from django_jobkit.core.registry import Task, TaskOptions, make_task, registry
from django_jobkit.core.retry_policy import RetryPolicy
from django_jobkit.core.submitting import P

R = TypeVar("R")


class _Decorator(Protocol):
    @overload
    def __call__(self, func: Callable[Concatenate[JobContext, P], R]) -> Task[P, R]: ...
    @overload
    def __call__(self, func: Callable[P, R]) -> Task[P, R]: ...


def job(  # noqa: PLR0913 - each is a choice that users make by name
    name: str | None = None,
    *,
    queue: str = "default",
    priority: int = 0,
    max_attempts: int | None = None,
    timeout: timedelta | float | None = None,
    retry: RetryPolicy | None = None,
    params: type[Any] | None = None,
    result: Any = None,
    description: str | None = None,
    public: bool = True,
) -> _Decorator:
    """Register the decorated function, sync or async, as the task `name`.

    Its signature is the schema of its params and its return annotation that of its result, unless `params` (a pydantic
    model, or a DRF serializer class) or `result` (any type pydantic knows) say otherwise. A first parameter annotated
    JobContext, or named ``ctx``, gets the context. `timeout` is per attempt, in seconds or as timedelta. A task that is
    not `public` is for the host's own code: to clients of the API it is unknown. Raises TypeError when the signature
    cannot be a schema, ValueError for options out of range, ImproperlyConfigured when the name is taken.
    """
    options = TaskOptions(
        queue=queue,
        priority=priority,
        max_attempts=max_attempts,
        timeout=timeout if isinstance(timeout, timedelta) or timeout is None else timedelta(seconds=timeout),
        retry=retry or RetryPolicy(),
        public=public,
    )

    def register(func: Callable[..., Any]) -> Task[Any, Any]:
        task = make_task(name, func, options=options, params=params, result=result, description=description)
        registry.add(task)
        return task

    return register
