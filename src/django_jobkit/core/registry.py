"""The tasks that can be run here, by name; ``@job`` puts them in."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from django_jobkit.core.options import option_error
from django_jobkit.core.params import Params, params_of, takes_context
from django_jobkit.core.results import Results
from django_jobkit.core.retry_policy import RetryPolicy
from django_jobkit.core.submitting import OPTION_NAMES, P, Submittable
from django_jobkit.exceptions import UnknownTask

logger = logging.getLogger(__name__)

R = TypeVar("R")
MAX_NAME = 200
# Found by a dotted path because imports point down.
_FIND_DECLARED = "django_jobkit.task_backend.declared.find_declared"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TaskOptions:
    """How a task is run unless a submit says otherwise; durations as timedelta."""

    queue: str = "default"
    priority: int = 0
    max_attempts: int | None = None
    timeout: timedelta | None = None
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    #: Whether clients of the API may submit it, and are told of it.
    public: bool = True


class Task(Submittable[P], Generic[P, R]):
    """A function that jobs run, with the schemas of its params and result. Call it to run it here and now."""

    def __init__(
        self,
        name: str,
        func: Callable[..., Any],
        *,
        options: TaskOptions,
        params: Params,
        results: Results,
        description: str,
    ) -> None:
        self.name = name
        self.func = func
        self.options = options
        self.params = params
        self.results = results
        self.description = description
        self.takes_context = takes_context(func)
        self.is_async = inspect.iscoroutinefunction(func)
        self.__doc__ = func.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.func(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<Task {self.name}>"

    @property
    def origin(self) -> tuple[str, str]:
        """Where the function is defined: module and qualified name."""
        return self.func.__module__, self.func.__qualname__


class Registry:
    """Tasks by name."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task[Any, Any]] = {}

    def add(self, task: Task[Any, Any]) -> None:
        """Register `task`; raises ImproperlyConfigured when another function has its name."""
        known = self._tasks.get(task.name)
        if known is not None and known.origin != task.origin:
            raise ImproperlyConfigured(
                f"Two tasks are named {task.name!r}: {'.'.join(known.origin)} and {'.'.join(task.origin)}. "
                "Give one of them another name in @job(...)."
            )
        self._tasks[task.name] = task

    def get(self, name: str, *, by_client: bool = False) -> Task[Any, Any]:
        """The task registered as `name`; raises UnknownTask, also when a client asks for one that is not public."""
        found = self._tasks.get(name)
        if found is None or (by_client and not found.options.public):
            message = f"No task is registered as {name!r}."
            raise UnknownTask(message, details={"task": [message]})
        return found

    def load(self, name: str) -> Task[Any, Any]:
        """`get` for the name in a row, which may lead to a module that is not imported yet; raises UnknownTask.

        Never for a name from outside: only what was submitted may be imported.
        """
        if name not in self._tasks:
            _find_declared(name)
        return self.get(name)

    def public(self) -> list[Task[Any, Any]]:
        """What clients of the API may submit."""
        return [task for task in self if task.options.public]

    def remove(self, name: str) -> None:
        """Forget `name`; for tests that register tasks of their own."""
        self._tasks.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._tasks

    def __iter__(self) -> Iterator[Task[Any, Any]]:
        return iter(sorted(self._tasks.values(), key=lambda task: task.name))


registry = Registry()


def _find_declared(name: str) -> None:
    try:
        import_string(_FIND_DECLARED)(name)
    except ImportError:
        # Neither Django's tasks nor their backport is here, or whoever submitted has a module that we have not.
        logger.debug("Nothing is declared as %r here.", name, exc_info=True)
    except Exception:
        logger.exception("The module of task %r cannot be imported.", name)


def make_task(
    name: str | None,
    func: Callable[..., Any],
    *,
    options: TaskOptions,
    params: Any,
    result: Any,
    description: str | None,
) -> Task[Any, Any]:
    """Build the task for `func`; raises TypeError when its signature cannot be a schema, ValueError for bad options."""
    task_name = name or f"{func.__module__}.{func.__qualname__}"
    if len(task_name) > MAX_NAME:
        raise TypeError(f"Task {task_name!r}: a name has at most {MAX_NAME} characters.")
    if inspect.isgeneratorfunction(func) or inspect.isasyncgenfunction(func):
        raise TypeError(f"Task {task_name!r}: a handler returns its result, it does not yield it.")
    _check_options(task_name, options)
    taken = OPTION_NAMES & inspect.signature(func).parameters.keys()
    if taken and params is None:
        raise TypeError(
            f"Task {task_name!r}: submit() takes {', '.join(sorted(taken))} for itself; rename the parameter."
        )
    return Task(
        task_name,
        func,
        options=options,
        params=params_of(task_name, func, params),
        results=Results(task_name, func, result),
        description=inspect.cleandoc(description if description is not None else func.__doc__ or ""),
    )


def _check_options(task_name: str, options: TaskOptions) -> None:
    timeout = None if options.timeout is None else options.timeout.total_seconds()
    given = {"queue": options.queue, "priority": options.priority, "max_attempts": options.max_attempts}
    for name, value in {**given, "timeout": timeout}.items():
        error = option_error(name, value)
        if error:
            raise ValueError(f"Task {task_name!r}: {name} is {value!r}. {error}")
