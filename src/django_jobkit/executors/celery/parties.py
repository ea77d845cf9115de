"""The threads in a worker's main process, one party for each kind of pool."""

from __future__ import annotations

import logging
import math
import threading
import time
from abc import ABC, abstractmethod

from django_jobkit.conf import config
from django_jobkit.core.executor import get_executor
from django_jobkit.executors import hosted
from django_jobkit.executors.celery.board import Board
from django_jobkit.executors.celery.overseer import Overseer
from django_jobkit.executors.celery.undertaker import Undertaker
from django_jobkit.executors.maintenance import Maintenance
from django_jobkit.services.hints import hint_again

logger = logging.getLogger(__name__)

# For the rows of children that were killed at the very end.
_LAST_RITES = 2.0
_CLOSING = 0.3
# Seconds between looks for jobs that begin while the worker stops.
_LATECOMERS = 0.1


class Party(ABC):
    """Runs beside Celery's own threads from `start` to `part`."""

    def __init__(self) -> None:
        self._parting: threading.Thread | None = None

    @abstractmethod
    def start(self) -> None:
        """Start all threads."""

    @abstractmethod
    def look_now(self) -> None:
        """Hear that a process of the pool may have died."""

    @abstractmethod
    def hurry(self) -> None:
        """Cut short what `begin_to_part` began."""

    @abstractmethod
    def forgive(self, pid: int) -> None:
        """Hear that Celery is about to kill this process of the pool for no fault of its job."""

    def _announce(self) -> None:  # noqa: B027 - there may be nothing to do
        """Before anything else happens, hear that the worker stops."""

    @abstractmethod
    def _give_back(self, grace: float) -> None:
        """Let jobs end for `grace` seconds, then give them back."""

    @abstractmethod
    def _end(self) -> None:
        """See to what is left, and end all threads."""

    def begin_to_part(self, grace: float) -> None:
        """Begin to give jobs back while Celery waits for its pool; called again it only hurries."""
        if self._parting is not None:
            self.hurry()
            return
        self._announce()
        # The caller is a signal handler.
        self._parting = threading.Thread(target=self._give_back, args=(grace,), name="jobkit-parting", daemon=True)
        self._parting.start()

    def part(self) -> None:
        """Be done with it; the pool has ended, or has been ended."""
        self.begin_to_part(0.0)
        if self._parting is not None:
            self._parting.join()
        self._end()


class HostedParty(Party):
    """Beside a pool of threads, or none."""

    def start(self) -> None:
        """Start what would start with the first job, for there is maintenance to be done anyway."""
        hosted.start()

    def look_now(self) -> None:
        """Do nothing: there are no processes."""

    def forgive(self, pid: int) -> None:
        """Do nothing, likewise."""

    def hurry(self) -> None:
        """Let nobody wait any longer."""
        hosted.hurry()

    def _give_back(self, grace: float) -> None:
        # For good: a pool of threads goes on with the messages that it holds already.
        hosted.leave(grace)

    def _end(self) -> None:
        pass


class PreforkParty(Party):
    """In the parent of a prefork pool."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._undertaker = Undertaker(on_parked=self._job_was_parked)
        self._overseer = Overseer(board, self._undertaker)
        self._maintenance = Maintenance(
            float(config.POLL_INTERVAL),
            on_due=lambda hints: get_executor().dispatch(hints),
            sparing=self._overseer.runs.kept_well,
        )
        self._loops = (self._overseer, self._overseer.keeper, self._undertaker, self._maintenance)
        self._part_by = math.inf
        self._pool_has_ended = threading.Event()

    def start(self) -> None:
        """Start all threads."""
        for loop in self._loops:
            loop.start()

    def look_now(self) -> None:
        """Look after the children at once."""
        self._overseer.bell.ring()

    def forgive(self, pid: int) -> None:
        """Charge no attempt for the death of this process."""
        self._overseer.forgiven.add(pid)

    def hurry(self) -> None:
        """Cut the grace short."""
        self._part_by = time.monotonic()
        self._overseer.farewell.hurry()

    def part(self) -> None:
        """Likewise, and expect no more latecomers."""
        self._pool_has_ended.set()
        super().part()

    def _announce(self) -> None:
        self._overseer.parting = True

    def _give_back(self, grace: float) -> None:
        self._maintenance.stop()
        self._part_by = min(self._part_by, time.monotonic() + grace)
        # The pool goes on with the messages that it holds already, so jobs may begin at any time until it has ended.
        while True:
            self._part_from_those_that_run()
            if self._pool_has_ended.wait(_LATECOMERS):
                return

    def _part_from_those_that_run(self) -> None:
        self._overseer.refresh()
        running = {run.job.id for run in self._overseer.runs.running()}
        if not running:
            return
        self._overseer.farewell.bid(max(0.0, self._part_by - time.monotonic()))
        self._await_last_rites()
        try:
            hint_again(running)
        except Exception:
            logger.exception("Jobs that go back could not be hinted again; due jobs are found without it, but later.")

    def _end(self) -> None:
        self._overseer.refresh()
        self._await_last_rites()
        for loop in self._loops:
            loop.stop()
        until = time.monotonic() + _CLOSING
        for loop in self._loops:
            loop.join(until)

    def _await_last_rites(self) -> None:
        until = time.monotonic() + _LAST_RITES
        while not self._undertaker.is_done and time.monotonic() < until:
            time.sleep(0.02)

    def _job_was_parked(self) -> None:
        self._maintenance.ask()
