"""Maintenance and redelivery in a process of somebody else's, which may never have run a job of ours."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from django_jobkit.core.executor import Hint
from django_jobkit.executors import hosted, lifespan
from django_jobkit.executors.redelivery import Redelivery

_CLOSING = 0.3


class _Standby:
    """The redelivery of this process, which stops with it; `hosted` stops by itself."""

    def __init__(self, redelivery: Redelivery) -> None:
        self.redelivery = redelivery

    def stop(self, grace: float | None = None) -> None:
        """Hint at nothing more."""
        self.redelivery.stop()
        self.redelivery.join(time.monotonic() + _CLOSING)

    def hurry(self) -> None:
        """There is nothing to wait for."""


class _Process:
    lock = threading.Lock()
    standby: _Standby | None = None


def stand_by(
    tell: Callable[[Sequence[Hint]], object], patience: float, is_idle: Callable[[], bool] = lambda: False
) -> None:
    """Rescue, promote, and `tell` again of jobs that have waited `patience` seconds; unless this process does already.

    It goes on until the process ends. `is_idle` is for workers: whether nobody tells them of jobs.
    """
    if hosted.start() is None:
        return
    with _Process.lock:
        if _Process.standby is None:
            redelivery = Redelivery(tell, patience, is_idle)
            redelivery.start()
            _Process.standby = _Standby(redelivery)
            lifespan.stop_at_the_end(_Process.standby)


def stop() -> None:
    """Stop what `stand_by` started, as at the end of the process; it may be started again."""
    with _Process.lock:
        standby, _Process.standby = _Process.standby, None
    if standby is not None:
        standby.stop()
    hosted.stop()


def _forget() -> None:
    _Process.lock = threading.Lock()
    _Process.standby = None


lifespan.on_fork(_forget)
