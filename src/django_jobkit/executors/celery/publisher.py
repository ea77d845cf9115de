"""Sends hints to the broker from a thread of its own, so that whoever submits never meets it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.executors.backoff import Backoff
from django_jobkit.executors.celery.courier import Courier
from django_jobkit.executors.loop import Loop

logger = logging.getLogger(__name__)

# So many hints go to the broker in one go; a failure in the middle sends them all again.
_BATCH = 200
# In a burst of submits hints gather for so long: the broker's share of the interpreter is paid by the batch.
_GATHER = 0.01
_IDLE = 3600.0


class Publisher(Loop):
    """Keeps hints while the broker is away, and sends them when it is back."""

    name = "publisher"

    def __init__(self, courier: Courier) -> None:
        super().__init__()
        self.courier = courier
        self.retries = Backoff()
        self._backlog: deque[Hint] = deque()
        self._sending: list[Hint] = []
        self._next_at = 0.0
        # While the thread sleeps by the clock, or looks anyway before it sleeps, ringing would only cost the submitter.
        self._rises_by_itself = False
        self._changed = threading.Condition()
        #: Held while the thread is with the broker, and while the process forks.
        self.busy = threading.Lock()
        self._overflowing = False
        #: When the broker stopped to take messages, on the monotonic clock; None while it does.
        self.failing_since: float | None = None
        self.last_error = ""

    def __len__(self) -> int:
        return len(self._backlog) + len(self._sending)

    def put(self, hints: Sequence[Hint]) -> None:
        """Have `hints` sent; those that find no room are left to redelivery."""
        room = config.PUBLISH_BACKLOG - len(self)
        if room < len(hints):
            self._overflow()
        self._backlog.extend(hints if room >= len(hints) else hints[: max(0, room)])
        if not self._rises_by_itself:
            self.bell.ring()

    def _overflow(self) -> None:
        if not self._overflowing:
            self._overflowing = True
            logger.warning(
                "%d hints wait for the broker; more are not kept. Their jobs are safe and are sent by a worker, later.",
                config.PUBLISH_BACKLOG,
            )

    def turn(self) -> float:
        """Send what is there; while the broker is away, try again when the back-off is over."""
        self._rises_by_itself = False
        if not self._backlog:
            return _IDLE
        if (pause := self._next_at - time.monotonic()) > 0:
            self._rises_by_itself = True
            return pause
        self._take()
        try:
            with self.busy:
                self.courier.deliver(self._sending)
        except Exception as error:  # noqa: BLE001 - whatever it is, the hints are kept and it is tried again
            self._put_back()
            self._fail(error)
        else:
            self._sending = []
            self._succeed()
        return 0.0

    def _take(self) -> None:
        while self._backlog and len(self._sending) < _BATCH:
            self._sending.append(self._backlog.popleft())

    def _put_back(self) -> None:
        self._backlog.extendleft(reversed(self._sending))
        self._sending = []

    def _fail(self, error: Exception) -> None:
        self.last_error = f"{type(error).__name__}: {error}"
        if self.failing_since is None:
            self.failing_since = time.monotonic()
            logger.warning(
                "The broker takes no messages (%s). Jobs are safe; they are announced when it is back.", self.last_error
            )
        self._next_at = time.monotonic() + self.retries.next()
        self._tell()

    def _succeed(self) -> None:
        if self.failing_since is not None:
            logger.info("The broker takes messages again, after %.0f s.", time.monotonic() - self.failing_since)
        self.failing_since = None
        self._overflowing = False
        self.retries.reset()
        # A backlog goes out at full speed.
        self._next_at = 0.0 if len(self._backlog) >= _BATCH else time.monotonic() + _GATHER
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def flush(self, seconds: float) -> bool:
        """Wait until all is sent, `seconds` at most and no longer than one more failure; answers whether it is."""
        until = time.monotonic() + seconds
        failures = self.retries.failures
        self._next_at = 0.0
        self.bell.ring()
        with self._changed:
            while len(self) and self.retries.failures <= failures and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
        return not len(self)

    def _live(self) -> None:
        super()._live()
        self.courier.close()
