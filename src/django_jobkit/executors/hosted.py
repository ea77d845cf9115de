"""Run jobs for a caller whose threads and processes are somebody else's: a Celery worker, a backend of Django's tasks.

The handler runs in a thread of ours, which keeps its database connection from job to job and which the caller can leave
behind at a shutdown. Beside it the same loops look after it as in the thread executor.
"""

from __future__ import annotations

import logging
import threading
import time
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.executor import get_executor
from django_jobkit.executors import lifespan
from django_jobkit.executors.claiming import claim_run
from django_jobkit.executors.clerk import Clerk
from django_jobkit.executors.errand import Errand
from django_jobkit.executors.farewell import Farewell
from django_jobkit.executors.keeper import Keeper
from django_jobkit.executors.maintenance import Maintenance
from django_jobkit.executors.pool import Hand, Pool, perform_run
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.executors.watchdog import Watchdog, fail_over_its_head
from django_jobkit.services.hints import hint_again

logger = logging.getLogger(__name__)

_CLOSING = 0.3


class Hosted:
    """The threads of one process; as many hands as callers wait at the same time."""

    def __init__(self, *, maintaining: bool = True) -> None:
        self.runs = Runs()
        self.clerk = Clerk(self.runs)
        self.pool = Pool(self._do)
        self.keeper = Keeper(self.runs)
        self.farewell = Farewell(self.runs, self.clerk.finish)
        self.maintenance = Maintenance(
            float(config.POLL_INTERVAL),
            on_due=lambda hints: get_executor().dispatch(hints),
            sparing=self.runs.kept_well,
            chore=self.clerk.ledger.interrupt_if_stuck,
        )
        watchdog = Watchdog(self.runs, fail_over_its_head(self.clerk.finish))
        self._loops = (watchdog, self.keeper, self.clerk, *([self.maintenance] if maintaining else []))
        self._stopping = False
        self._stopped = False
        self._errands: set[Errand] = set()
        self._turned_away: set[UUID] = set()

    def start(self) -> None:
        """Start all threads but the hands, which start when there is something to run."""
        try:
            for loop in self._loops:
                loop.start()
        except BaseException:
            self._end_threads()
            raise

    def run(self, job_id: UUID) -> bool:
        """Have a hand claim, perform and settle this job, and wait for it; False when there are no more hands.

        Raises what the database raised when it cannot be claimed, and RuntimeError when there are no more threads.
        """
        errand = Errand(job_id)
        self._errands.add(errand)
        try:
            # After the errand is known: whoever stops us sees one or the other.
            if self._stopped:
                return False
            self.pool.submit(errand)
            errand.wait()
            return True
        finally:
            self._errands.discard(errand)

    def stop(self, grace: float | None = None) -> None:
        """Let jobs end for `grace` seconds, by default SHUTDOWN_GRACE, then give them back and let all callers go."""
        self._stopping = True
        self.maintenance.stop()
        running = {run.job.id for run in self.runs.running()}
        self.farewell.bid(config.SHUTDOWN_GRACE if grace is None else grace)
        self._stopped = True
        sent_away = list(self._errands)
        for errand in sent_away:
            errand.end()
        try:
            hint_again(running | self._turned_away | {errand.job_id for errand in sent_away})
        except Exception:
            logger.exception("Jobs that go back could not be hinted again; due jobs are found without it, but later.")
        self._end_threads()

    def hurry(self) -> None:
        """Cut a `stop` that is under way in another thread short."""
        self.farewell.hurry()

    def _end_threads(self) -> None:
        self.pool.stop()
        for loop in self._loops:
            loop.stop()
        until = time.monotonic() + _CLOSING
        for loop in self._loops:
            if loop.is_alive:
                loop.join(until)

    def _do(self, errand: Errand, hand: Hand) -> None:
        try:
            self._run_claimed(errand, hand)
        except Exception as error:  # noqa: BLE001 - it is for whoever waits
            errand.end(error)
        else:
            errand.end()

    def _run_claimed(self, errand: Errand, hand: Hand) -> None:
        run = self._claim(errand.job_id, hand)
        if run is None:
            return
        outcome = perform_run(run)
        hand.tidy()
        self.clerk.finish_here(run, outcome)
        self.runs.returned(run)

    def _claim(self, job_id: UUID, hand: Hand) -> Run | None:
        self.runs.keep(1)
        # After the slot is kept: whoever stops us sees one or the other.
        run = None
        try:
            if self._stopping:
                self._turned_away.add(job_id)
            else:
                run = claim_run(job_id, hand, may_wait=lambda: not self._stopping)
        finally:
            if run is None:
                self.runs.give_back(1)
        if run is not None:
            self.runs.add(run)
        return run


class _Process:
    lock = threading.Lock()
    hosted: Hosted | None = None
    has_left = False


def run_hinted(job_id: UUID) -> bool:
    """Run this job in this process and return when it is settled, or at once when it is not ours to run.

    An outcome that the database does not take is kept and written later. When the process stops, the job goes back
    uncharged and the caller is let go, though the handler may still run. False when the hint comes later than that.
    """
    hosted = _Process.hosted or (None if _Process.has_left else start())
    return hosted is not None and hosted.run(job_id)


def start(*, maintaining: bool = True) -> Hosted | None:
    """Start the threads of this process, unless they run already; None when it is about to end."""
    with _Process.lock:
        if _Process.hosted is None and not lifespan.is_ending():
            hosted = Hosted(maintaining=maintaining)
            hosted.start()
            _Process.hosted = hosted
            _Process.has_left = False
            lifespan.stop_at_the_end(hosted)
        return _Process.hosted


def stop(grace: float | None = None) -> None:
    """Stop the threads of this process, as at its end; it may start them again."""
    hosted = _Process.hosted
    if hosted is not None:
        hosted.stop(grace)
        with _Process.lock:
            _Process.hosted = None


def leave(grace: float) -> None:
    """Stop the threads of this process, and start none for hints that still come: others are told of those."""
    _Process.has_left = True
    stop(grace)


def hurry() -> None:
    """Cut a `stop` that is under way in another thread short."""
    if (hosted := _Process.hosted) is not None:
        hosted.hurry()


def _forget() -> None:
    _Process.lock = threading.Lock()
    _Process.hosted = None
    _Process.has_left = False


lifespan.on_fork(_forget)
