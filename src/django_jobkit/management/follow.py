"""Watch a job from a terminal to its end: with a bar where rich is installed, in plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol
from uuid import UUID

from django_jobkit.core.redaction import one_line, redact_text
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.services.database import jobs_alias

_LOOK = 0.2
#: After this many seconds in which nobody took the job, say what may be wrong.
_PATIENCE = 5.0


class Display(Protocol):
    """Shows how a job is getting on."""

    def show(self, job: Job) -> None:
        """Draw its present state."""

    def say(self, text: str) -> None:
        """Add a line."""


class Lines:
    """A line for whatever changed: for logs and pipes, and where rich is not installed."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        self.say = write
        self._last = ""

    def show(self, job: Job) -> None:
        """Write a line, unless it would repeat the last one."""
        line = f"{job.status:<9}  {describe(job)}".rstrip()
        if line != self._last:
            self._last = line
            self.say(line)


class Bar:
    """A bar that moves, with the status, the message and the time it took."""

    def __init__(self, progress: Any) -> None:
        self._progress = progress
        self._row = progress.add_task("", total=None, status="", message="")

    def show(self, job: Job) -> None:
        """Move the bar."""
        done = job.status == Status.COMPLETED
        percent = 100 if done else job.progress["percent"]
        self._progress.update(
            self._row,
            completed=percent or 0,
            total=None if percent is None else 100,
            status=job.status,
            message=describe(job),
        )

    def say(self, text: str) -> None:
        """Write above the bar."""
        self._progress.console.print(text, markup=False, highlight=False)


def describe(job: Job) -> str:
    """What a person wants to know besides the status, in one line."""
    told = job.progress
    parts = [f"attempt {job.attempt} of {job.max_attempts}"] if job.attempt > 1 else []
    if told["percent"] is not None:
        parts.append(f"{told['percent']:.0f} %")
    elif told["current"] is not None:
        parts.append(f"{told['current']} done")
    if told["message"]:
        parts.append(one_line(redact_text(told["message"])))
    if job.status == Status.PENDING and job.parked_until is not None:
        parts.append(f"due at {job.parked_until:%H:%M:%S} UTC")
    return ", ".join(parts)


def display(stream: Any) -> AbstractContextManager[Display]:
    """The best way to show a job on `stream`."""
    if stream.isatty():
        try:
            return _rich_bar(stream)
        except ImportError:
            pass
    return nullcontext(Lines(stream.write))


def _rich_bar(stream: Any) -> AbstractContextManager[Display]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    class Showing(Progress):
        def __enter__(self) -> Bar:  # type: ignore[override]  # what it shows is all the caller needs
            self.start()
            return Bar(self)

    text = TextColumn("{task.fields[status]:<9}", markup=False)
    message = TextColumn("{task.fields[message]}", markup=False)
    console = Console(file=getattr(stream, "_out", stream))
    return Showing(SpinnerColumn(), text, BarColumn(), message, TimeElapsedColumn(), console=console)


def follow(job_id: UUID, shown: Display, hint: str) -> Job | None:
    """Show the job until it has ended, and return it; None when somebody deleted it."""
    started = time.monotonic()
    while (job := _look(job_id)) is not None:
        shown.show(job)
        if job.is_terminal:
            return job
        if hint and job.lane is not None and time.monotonic() - started > _PATIENCE:
            shown.say(hint)
            hint = ""
        time.sleep(_LOOK)
    return None


def _look(job_id: UUID) -> Job | None:
    found: Job | None = Job.objects.using(jobs_alias()).defer("params", "saved_state").filter(pk=job_id).first()
    return found
