"""The contract between submitting and running: executors are told which jobs are due, as often as they like."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from django_jobkit.conf import config

#: Short names for the executors that come with the package; any dotted path works too.
EXECUTORS: Mapping[str, str] = {
    "immediate": "django_jobkit.executors.immediate.ImmediateExecutor",
    "thread": "django_jobkit.executors.thread.ThreadExecutor",
}


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an executor can take work, with details for people."""

    healthy: bool
    details: Mapping[str, Any] = field(default_factory=dict)


class BaseExecutor(ABC):
    """A way to run jobs. The row is the truth; what an executor hears is a hint, to be lost or heard twice."""

    #: Does it run jobs inside the process that submits them?
    runs_in_process: bool = False
    #: Do jobs still run when the hint was lost, because it, or a worker of it, looks for due rows by itself?
    finds_due_jobs: bool = True

    @abstractmethod
    def dispatch(self, job_ids: Sequence[UUID]) -> None:
        """Hear, after their transaction committed, that these jobs may be due. Must not wait, must not raise."""

    def cancel(self, job_id: UUID) -> None:  # noqa: B027 - optional by design
        """Hear that a cancel was asked for. By default the worker finds out by itself."""

    def reserve(self, queue: str) -> str | None:
        """Keep a slot for a job of `queue` that is being submitted; answers the worker's id, or None for no slot.

        Only for an executor that runs in this process, has a slot free, and knows of no job that waits for it. Must not
        wait. Whoever got an id calls `take` next.
        """
        return None

    def take(self, claim: Any) -> None:  # noqa: B027 - only for those that reserve
        """Run the claimed job that a slot was kept for; None when there is none after all."""

    def health(self) -> Health:
        """Whether this executor can take work; must answer within a second or so."""
        return Health(healthy=True)


_loaded: dict[str, BaseExecutor] = {}


def _load(path: str) -> BaseExecutor:
    try:
        executor_class = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"JOBKIT['EXECUTOR'] is {path!r}, which cannot be imported ({error}). "
            f"Use one of {', '.join(sorted(EXECUTORS))}, or the dotted path of an executor class."
        ) from error
    executor: BaseExecutor = executor_class()
    return executor


def get_executor() -> BaseExecutor:
    """The executor of this process; raises ImproperlyConfigured when the setting names none."""
    path = EXECUTORS.get(config.EXECUTOR, config.EXECUTOR)
    if path not in _loaded:
        # Threads that come here together may each make one; all of them get the first, or two would run jobs.
        return _loaded.setdefault(path, _load(path))
    return _loaded[path]
