"""The parent of a prefork pool: it looks after what its children run, and ends what does not end by itself."""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import replace

from django_jobkit.conf import config
from django_jobkit.core.outcome import Interrupted, Outcome
from django_jobkit.exceptions import JobCancelled, LeaseLost
from django_jobkit.executors.celery import verdicts
from django_jobkit.executors.celery.board import Board
from django_jobkit.executors.celery.seat import Death, Seat
from django_jobkit.executors.celery.undertaker import Undertaker
from django_jobkit.executors.farewell import Farewell
from django_jobkit.executors.keeper import Keeper
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.executors.watchdog import Watchdog

logger = logging.getLogger(__name__)

_SOON = 0.02


class Overseer(Loop):
    """Reads the board and writes orders on it; no database can keep this thread waiting.

    Its heartbeats do not depend on a child, which may hold its interpreter in C for as long as it likes.
    """

    name = "overseer"

    def __init__(self, board: Board, undertaker: Undertaker) -> None:
        super().__init__()
        self.runs = Runs()
        self.keeper = Keeper(self.runs, refresh=self.refresh)
        self.farewell = Farewell(self.runs, self._release)
        #: Who dies from now on does so because the worker is being stopped, and no attempt is charged.
        self.parting = False
        #: Likewise, for these processes.
        self.forgiven: set[int] = set()
        self._undertaker = undertaker
        self._watchdog = Watchdog(self.runs, on_overrun=self._overrun)
        self._seats = [Seat(slot, self.runs, on_stop=self.bell.ring) for slot in board.slots]
        # The keeper's thread refreshes too.
        self._lock = threading.RLock()

    def refresh(self) -> None:
        """Bring the mirror up to date, and have the dead seen to."""
        with self._lock:
            for seat in self._seats:
                death = seat.look()
                if death is not None:
                    self._undertaker.bury(self._judge(death))

    def turn(self) -> float:
        """Look, judge, and tell the children."""
        self.refresh()
        pause = self._watchdog.turn()
        with self._lock:
            for seat in self._seats:
                if seat.run is not None:
                    self._lose_patience(seat, time.monotonic())
                seat.give_orders()
                seat.execute()
                if seat.is_condemned:
                    pause = min(pause, _SOON)
        return pause

    def _judge(self, death: Death) -> Death:
        forgiven = self.parting or death.pid in self.forgiven
        self.forgiven.discard(death.pid)
        return replace(death, verdict=lambda job: Interrupted()) if forgiven and death.verdict is None else death

    def _overrun(self, run: Run) -> None:
        seat = self._seat_of(run)
        if seat is not None:
            seat.condemn(verdicts.timed_out)

    def _release(self, run: Run, outcome: Outcome) -> None:
        with self._lock:
            seat = self._seat_of(run)
            if seat is not None:
                seat.condemn(lambda job: outcome)
        self.bell.ring()

    def _seat_of(self, run: Run) -> Seat | None:
        return next((seat for seat in self._seats if seat.run is run), None)

    def _lose_patience(self, seat: Seat, now: float) -> None:
        run = seat.run
        if run is None or run.stopped_at is None:
            return
        reason, ignored_for = run.context.stop_error, now - run.stopped_at
        if reason is LeaseLost and ignored_for >= config.TIMEOUT_GRACE:
            # Somebody else may run the job by now, and two at a time is what leases are against.
            seat.condemn(None)
        elif reason is JobCancelled and ignored_for >= _patience():
            seat.condemn(verdicts.cancelled)


def _patience() -> float:
    seconds: float | None = config.CANCEL_KILL_AFTER
    return math.inf if seconds is None else seconds
