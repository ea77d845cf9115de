"""What a job can do and a ``@task`` has no words for: said once for a backend, or beside a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.utils.module_loading import import_string

from django_jobkit.core.retry_policy import RetryPolicy
from django_jobkit.core.submitting import OnConflict

F = TypeVar("F", bound=Callable[..., Any])
_ATTRIBUTE = "jobkit_options"
# What settings can only say by a dotted path.
_NAMED = frozenset({"retry", "unique_key", "owner"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOptions:
    """How the jobs of a function are kept; None means what JOBKIT says."""

    max_attempts: int | None = None
    #: Per attempt, in seconds or as timedelta.
    timeout: timedelta | float | None = None
    retry: RetryPolicy | None = None
    #: Called with the arguments of the task; the unfinished jobs of one key are one job.
    unique_key: Callable[..., str | None] | None = None
    on_conflict: OnConflict = "reject"
    #: Called likewise; whose job it is. Nobody's when there is none.
    owner: Callable[..., Any] | None = None
    #: Whether clients of the REST API may submit it.
    public: bool = False

    @property
    def seconds(self) -> float | None:
        """The timeout in seconds."""
        return self.timeout.total_seconds() if isinstance(self.timeout, timedelta) else self.timeout


def job_options(**options: Any) -> Callable[[F], F]:
    """Say beside a function, below ``@task``, how its jobs are kept; the names are those of JobOptions.

    Raises TypeError for other names.
    """
    JobOptions(**options)

    def note(func: F) -> F:
        setattr(func, _ATTRIBUTE, options)
        return func

    return note


def read_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The OPTIONS of a backend, with dotted paths resolved; raises TypeError or ImportError."""
    JobOptions(**given)
    named = {"retry", "unique_key", "owner"}
    return {
        name: import_string(value) if name in named and isinstance(value, str) else value
        for name, value in given.items()
    }


def options_of(func: Callable[..., Any], defaults: Mapping[str, Any]) -> JobOptions:
    """What holds for `func` on a backend with these `defaults`."""
    return JobOptions(**{**defaults, **getattr(func, _ATTRIBUTE, {})})
