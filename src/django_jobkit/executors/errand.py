"""A hint that somebody waits for until it has been followed up."""

from __future__ import annotations

import threading
from uuid import UUID


class Errand:
    """Ended once: by the thread that ran the job, or by a shutdown that does not wait for it."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self._error: Exception | None = None
        self._ended = threading.Event()

    def end(self, error: Exception | None = None) -> None:
        """Let whoever waits go on, with this `error` to raise if there is one."""
        if not self._ended.is_set():
            self._error = error
            self._ended.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, `seconds` at most; answers whether it came. Raises the error of the end."""
        if not self._ended.wait(seconds):
            return False
        if self._error is not None:
            raise self._error
        return True
