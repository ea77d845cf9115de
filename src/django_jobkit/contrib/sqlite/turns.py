"""First come, first served, among the threads of one process."""

from __future__ import annotations

import os
import threading
from collections import deque


class Queue:
    """One at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False
        self._lock = threading.Lock()

    def wait(self, seconds: float) -> bool:
        """Wait for one's turn; whether it came."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(seconds):
            return True
        with self._lock:
            if called.is_set():
                return True
            self._waiting.remove(called)
            return False

    @property
    def length(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def next(self) -> None:
        """End one's turn."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


_queues: dict[str, Queue] = {}


def queue_of(file: str) -> Queue:
    """The queue of those who write to `file`."""
    return _queues.setdefault(file, Queue())


if hasattr(os, "register_at_fork"):
    # Who had their turn in the parent will not end it here.
    os.register_at_fork(after_in_child=_queues.clear)
