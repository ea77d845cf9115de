"""The contract between submitting and running: executors are told which jobs are due, as often as they like."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from django_jobkit.conf import config

#: Short names for the executors that come with the package; any dotted path works too.
EXECUTORS: Mapping[str, str] = {
    "immediate": "django_jobkit.executors.immediate.ImmediateExecutor",
    "celery": "django_jobkit.executors.celery.executor.CeleryExecutor",
    "django_tasks": "django_jobkit.executors.django_tasks.DjangoTasksExecutor",
    "thread": "django_jobkit.executors.thread.ThreadExecutor",
}


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an executor can take work, with details for people."""

    healthy: bool
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hint:
    """Word of a PENDING job, with what it takes to send it the right way; `due` is False while it has to wait."""

    job_id: UUID
    queue: str
    priority: int = 0
    due: bool = True


class BaseExecutor(ABC):
    """A way to run jobs. The row is the truth; what an executor hears is a hint, to be lost or heard twice."""

    #: Does it run jobs inside the process that submits them?
    runs_in_process: bool = False
    #: Do jobs still run when the hint was lost, because it, or a worker of it, looks for due rows by itself?
    finds_due_jobs: bool = True

    @abstractmethod
    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Hear, after their transaction committed, of jobs that are PENDING. Must not wait, must not raise."""

    def dispatch_again(self, hints: Sequence[Hint]) -> None:
        """`dispatch` for jobs that have waited so long that their hints may be lost."""
        self.dispatch(hints)

    def start(self) -> None:  # noqa: B027 - optional by design
        """Begin what this executor does in a process that serves; nothing, where workers do it all."""

    def cancel(self, job_id: UUID) -> None:  # noqa: B027 - likewise
        """Hear that a cancel was asked for. By default the worker finds out by itself."""

    def reserve(self, queue: str) -> str | None:
        """Keep a slot for a job of `queue` that is being submitted; answers the worker's id, or None for no slot.

        Only for an executor that runs in this process, has a slot free, and knows of no job that waits for it. Must not
        wait. Whoever got an id calls `take` next.
        """
        return None

    def take(self, claim: Any) -> None:  # noqa: B027 - only for those that reserve
        """Run the claimed job that a slot was kept for; None when there is none after all."""

    @classmethod
    def check(cls, *, deploy: bool = False) -> Sequence[CheckMessage]:
        """What system checks should say about the settings that it needs; `deploy` asks for what matters there too."""
        return ()

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
