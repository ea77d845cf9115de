"""What one request may still take: seconds of waiting, bytes of head and body."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django_jobkit.egress.errors import BodyTooLarge, DeadlineExceeded, HeaderTooLarge
from django_jobkit.egress.limits import Limits

# What may be sent around a body: sizes of chunks, trailers. A server that sends more than the body itself plays tricks.
_FRAMING = 1024 * 1024


class Budget:
    """Counts down while we wait for the other side, its redirects and its body included; our own work costs nothing."""

    def __init__(self, limits: Limits, on_bytes: Callable[[int], object] | None = None) -> None:
        self.limits = limits
        self.seconds = limits.deadline
        self._on_bytes = on_bytes
        self._head: int | None = 0
        self._body = 0

    @contextmanager
    def waiting(self, longest: float) -> Iterator[float]:
        """The seconds that the one wait inside may take; raises DeadlineExceeded before it when none are left."""
        if self.seconds <= 0:
            raise DeadlineExceeded
        began = time.monotonic()
        try:
            yield min(longest, self.seconds)
        finally:
            self.waited_since(began)

    def waited_since(self, began: float) -> None:
        """We have waited since this moment of the monotonic clock."""
        self.seconds -= time.monotonic() - began

    def begin_head(self) -> None:
        """A request was sent: what comes next is the head of its answer."""
        self._head = 0

    def begin_body(self) -> None:
        """The head is complete."""
        self._head = None
        self._body = 0

    def took(self, count: int) -> None:
        """So many bytes came in; raises HeaderTooLarge or BodyTooLarge when they were too many."""
        if self._on_bytes is not None:
            self._on_bytes(count)
        if self._head is not None:
            self._head += count
            if self._head > self.limits.max_head_bytes:
                raise HeaderTooLarge
        else:
            self._body += count
            if self._body > 2 * self.limits.max_bytes + _FRAMING:
                raise BodyTooLarge
