"""A thread that takes turns: it works, sleeps, and survives whatever goes wrong."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod

from django_jobkit.executors.backoff import Backoff
from django_jobkit.executors.bell import Bell
from django_jobkit.executors.connections import ThreadConnections

logger = logging.getLogger(__name__)


class Loop(ABC):
    """A daemon thread with its own database connection that calls `turn` until it is stopped."""

    name: str

    def __init__(self) -> None:
        self.bell = Bell()
        self.stopping = False
        self.backoff = Backoff()
        self._thread = threading.Thread(target=self._live, name=f"jobkit-{self.name}", daemon=True)

    @abstractmethod
    def turn(self) -> float:
        """Do what is to be done now; answers for how many seconds there will be nothing more. May raise."""

    def start(self) -> None:
        """Begin to take turns."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more turns after the present one."""
        self.stopping = True
        self.bell.ring()

    def join(self, until: float) -> None:
        """Wait for the end of the thread, until this moment of the monotonic clock."""
        if self._thread is not threading.current_thread():
            self._thread.join(max(0.0, until - time.monotonic()))

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def _live(self) -> None:
        held = ThreadConnections()
        try:
            while not self.stopping:
                self.bell.wait(self._guarded_turn(held))
        finally:
            held.close()

    def _guarded_turn(self, held: ThreadConnections) -> float:
        try:
            pause = self.turn()
        except Exception as error:  # noqa: BLE001 - without this thread jobs would stand still for ever
            held.tidy()
            return self._put_off(error)
        if self.backoff.reset():
            logger.info("The %s works again.", self.name)
        held.tidy()
        return pause

    def _put_off(self, error: Exception) -> float:
        pause = self.backoff.next()
        level = logging.WARNING if self.backoff.failures == 1 else logging.DEBUG
        logger.log(level, "The %s failed (%s); it goes on trying.", self.name, error, exc_info=error)
        return pause
