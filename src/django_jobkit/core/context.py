"""What a handler holds of its job: progress, checkpoints, and the news that it should stop."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async

from django_jobkit.core.opened import mask_opened
from django_jobkit.core.storable import storable_text
from django_jobkit.exceptions import JobTimedOut, LeaseLost

Item = TypeVar("Item")
MAX_PROGRESS_MESSAGE = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `total` is None when nobody knows."""

    current: float | None = None
    total: float | None = None
    message: str = ""


def _spoken(message: str) -> str:
    return storable_text(mask_opened(message), MAX_PROGRESS_MESSAGE)


class Channel(Protocol):
    """The way from a context to the job's row; services implement it."""

    def report(self, context: JobContext, progress: Progress) -> None:
        """Make `progress` visible soon."""

    def checkpoint(self, context: JobContext, state: Any) -> None:
        """Store `state` now, on the caller's connection; raises LeaseLost when the attempt is fenced."""

    def attach(self, context: JobContext, name: str, file: IO[bytes] | bytes | Path, content_type: str | None) -> None:
        """Keep `file` as the artifact `name`; raises LeaseLost when the attempt is fenced."""

    def watch(self, context: JobContext) -> None:
        """Stop the context when a cancel was asked for and nobody else watches."""


class JobContext:
    """The handler's side of one attempt at a job. Safe to use from several threads."""

    def __init__(
        self,
        *,
        job_id: UUID,
        attempt: int,
        channel: Channel,
        saved_state: Any = None,
        timeout: float | None = None,
    ) -> None:
        self.job_id = job_id
        self.attempt = attempt
        #: What the last checkpoint of this or an earlier attempt stored; None at first.
        self.saved_state = saved_state
        self.progress = Progress()
        self.deadline = None if timeout is None else time.monotonic() + timeout
        self._channel = channel
        self._stopped = threading.Event()
        self._stop_error: type[Exception] | None = None
        self._stop_listeners: list[Callable[[], object]] = []
        self._lock = threading.Lock()
        self._progress_lock = threading.Lock()

    @property
    def stop_error(self) -> type[Exception] | None:
        """The error that tells the handler why to stop; None while it should go on."""
        return self._stop_error

    def stop(self, error: type[Exception]) -> None:
        """Ask the handler to stop, because of `error`. The first reason counts, but for the loss of the lease."""
        with self._lock:
            if self._stop_error is None or error is LeaseLost:
                self._stop_error = error
            listeners = list(self._stop_listeners)
            self._stopped.set()
        for listener in listeners:
            listener()

    def on_stop(self, listener: Callable[[], object]) -> None:
        """Call `listener` once the handler should stop, at once if that is so already."""
        with self._lock:
            self._stop_listeners.append(listener)
            already = self._stopped.is_set()
        if already:
            listener()

    def raise_if_cancelled(self) -> None:
        """Raise when the handler should stop.

        Raises JobCancelled, JobTimedOut, JobInterrupted or LeaseLost. Let the error pass: it is how a job ends well.
        """
        if self.deadline is not None and time.monotonic() > self.deadline:
            self.stop(JobTimedOut)
        self._channel.watch(self)
        if self._stop_error is not None:
            raise self._stop_error

    def wait(self, duration: timedelta | float) -> None:
        """Sleep for `duration` (seconds or timedelta), but wake and raise at once when the handler should stop."""
        seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
        until = time.monotonic() + seconds
        self.raise_if_cancelled()
        while (left := until - time.monotonic()) > 0:
            limit = left if self.deadline is None else min(left, max(self.deadline - time.monotonic(), 0.0) + 0.01)
            self._stopped.wait(min(limit, 1.0))
            self.raise_if_cancelled()

    def report_progress(
        self, current: float | None = None, total: float | None = None, message: str | None = None
    ) -> None:
        """Say how far the job is; cheap enough for every step of a loop.

        Progress never goes back within an attempt. Raises ValueError for numbers that are negative or not finite, and
        whatever `raise_if_cancelled` raises.
        """
        for number in (current, total):
            if number is not None and (not math.isfinite(number) or number < 0):
                raise ValueError("Progress is a finite number, 0 or more.")
        with self._progress_lock:
            last = self.progress
            self.progress = Progress(
                current=max(current, last.current or 0) if current is not None else last.current,
                total=total if total is not None else last.total,
                message=last.message if message is None else _spoken(message),
            )
        self._channel.report(self, self.progress)
        self.raise_if_cancelled()

    def track(self, items: Iterable[Item], *, total: float | None = None, message: str | None = None) -> Iterator[Item]:
        """Yield `items`, reporting progress and heeding cancellation at each."""
        if total is None and isinstance(items, Sized):
            total = len(items)
        done = 0
        self.report_progress(done, total, message)
        for item in items:
            yield item
            done += 1
            self.report_progress(done)

    def checkpoint(self, state: Any) -> None:
        """Store `state` (JSON) so that a later attempt finds it in `saved_state`.

        It is written on the caller's database connection: inside ``transaction.atomic`` it commits together with the
        handler's own rows, which makes those exactly-once. Raises LeaseLost when another attempt owns the job by now,
        NotStorable when the state is not JSON or too large.
        """
        self._channel.checkpoint(self, state)
        self.saved_state = state

    async def acheckpoint(self, state: Any) -> None:
        """`checkpoint` for ``async def`` handlers."""
        await sync_to_async(self.checkpoint)(state)

    def attach(self, name: str, file: IO[bytes] | bytes | Path, *, content_type: str | None = None) -> None:
        """Leave `file`, an open binary file, bytes or a Path, behind as the artifact `name` of the job.

        A file is read from its beginning, in pieces. What was attached under the same `name` is replaced. Without
        `content_type` the type is guessed from the name. Raises LeaseLost when another attempt owns the job by now, and
        InvalidArtifact, ArtifactTooLarge or TooManyArtifacts, which make the job FAILED for good.
        """
        self._channel.attach(self, name, file, content_type)

    async def aattach(self, name: str, file: IO[bytes] | bytes | Path, *, content_type: str | None = None) -> None:
        """`attach` for ``async def`` handlers."""
        await sync_to_async(self.attach)(name, file, content_type=content_type)
