"""Restarts what dies, as systemd or Kubernetes would."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.faults.servers.process import Process

_LOOK = 0.1


class Supervisor:
    """Keeps one process alive for each of `starters`."""

    def __init__(self, starters: list[Callable[[], Process]]) -> None:
        self._starters = starters
        self.processes = [start() for start in starters]
        #: How often something was started again.
        self.restarts = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def _live(self) -> None:
        while not self._ended.wait(_LOOK):
            for place, process in enumerate(self.processes):
                if not process.is_alive:
                    self.restarts += 1
                    self.processes[place] = self._starters[place]()

    def stop(self) -> None:
        """Restart nothing any more; what runs goes on."""
        self._ended.set()
        self._thread.join(60)


@contextmanager
def supervised(*starters: Callable[[], Process]) -> Iterator[Supervisor]:
    """A supervisor for the length of a block."""
    supervisor = Supervisor(list(starters))
    try:
        yield supervisor
    finally:
        supervisor.stop()
