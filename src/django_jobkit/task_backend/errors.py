"""The errors of a declared function, kept in the job's checkpoint: where the row itself has no place for tracebacks."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from traceback import format_exception
from typing import Any

from django_jobkit import exceptions
from django_jobkit.core.opened import mask_opened
from django_jobkit.core.status import Status
from django_jobkit.core.storable import storable_text
from django_jobkit.exceptions import JobCancelled, JobkitError
from django_jobkit.executors.tasks_framework import TaskError

_NOTES, _STATE = "django_jobkit.errors", "state"
_KEPT = 10
_LONGEST = 20_000

Note = dict[str, Any]


@dataclass(slots=True)
class Notes:
    """The last few errors, beside the `state` that the function itself checkpoints."""

    errors: list[Note] = field(default_factory=list)
    state: Any = None

    @classmethod
    def in_state(cls, saved: Any) -> Notes:
        """Those in the checkpoint `saved`."""
        if isinstance(saved, dict) and _NOTES in saved:
            return cls(list(saved[_NOTES]), saved.get(_STATE))
        return cls(state=saved)

    def as_state(self) -> dict[str, Any]:
        """What is stored as the checkpoint."""
        return {_NOTES: self.errors, _STATE: self.state}

    def add(self, note: Note) -> None:
        """Remember `note`, and forget the oldest when there are too many."""
        self.errors = [*self.errors, note][-_KEPT:]


def note_of(error: BaseException, attempt: int, worker: str) -> Note:
    """What is kept of `error`; the end of a long traceback says more than its beginning."""
    try:
        traceback = mask_opened("".join(format_exception(error)))
    except Exception:  # noqa: BLE001 - the text of a foreign error may be an error
        traceback = f"{path_of(type(error))}\n"
    return {
        "attempt": attempt,
        "worker": worker,
        "class": path_of(type(error)),
        "traceback": storable_text(traceback[-_LONGEST:], _LONGEST),
    }


def path_of(kind: type[BaseException]) -> str:
    """The dotted path of an exception class."""
    return f"{kind.__module__}.{kind.__qualname__}"


def task_errors(job: Any) -> list[TaskError]:
    """The errors of `job` in the framework's words, the one that ended it last."""
    notes = Notes.in_state(job.saved_state).errors
    errors = [TaskError(exception_class_path=note["class"], traceback=note["traceback"]) for note in notes]
    if job.status == Status.CANCELLED:
        errors.append(_error(JobCancelled, JobCancelled().message))
    elif job.status == Status.FAILED and not (notes and notes[-1]["attempt"] == job.attempt):
        # Nothing that the function raised: it took too long, returned no JSON, or its worker was lost.
        errors.append(_error(_class_named(job.error["type"]), f"{job.error['type']}: {job.error['message']}"))
    return errors


def _error(kind: type[BaseException], text: str) -> TaskError:
    return TaskError(exception_class_path=path_of(kind), traceback=f"{text}\n")


def _class_named(name: str) -> type[BaseException]:
    found = getattr(exceptions, name, getattr(builtins, name, None))
    return found if isinstance(found, type) and issubclass(found, BaseException) else JobkitError
