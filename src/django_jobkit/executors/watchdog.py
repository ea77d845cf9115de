"""Timeouts and lost leases, judged by the clock alone: no database can keep this thread waiting."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django_jobkit.conf import config
from django_jobkit.core.outcome import Failed, JobError, Outcome
from django_jobkit.exceptions import JobTimedOut, LeaseLost
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.services.database import jobs_connection

logger = logging.getLogger(__name__)


class Watchdog(Loop):
    """Stops runs that take too long, and runs that the database may have given to somebody else by now."""

    name = "watchdog"

    def __init__(self, runs: Runs, on_overrun: Callable[[Run], object]) -> None:
        """`on_overrun` hears of runs that ignore their timeout, at each turn until their end is decided."""
        super().__init__()
        self._runs = runs
        self._on_overrun = on_overrun
        # Nobody is cut off from a file. There, a lease that cannot be renewed means that a handler's own long
        # transaction holds the only lock, and rescue waits for that as well.
        self._fences = jobs_connection().vendor != "sqlite"

    def turn(self) -> float:
        """Judge every run."""
        now = time.monotonic()
        pause: float = config.WATCH_INTERVAL
        for run in self._runs.running():
            self._fence(run, now)
            pause = min(pause, self._judge_timeout(run, now))
        return pause

    def _fence(self, run: Run, now: float) -> None:
        # Well before anybody can take the job, or the two would run side by side for a while.
        margin = config.LEASE / 6
        if not self._fences or run.lost or now < run.lease_until - margin or now < run.seen_at + margin:
            return
        logger.error("The lease of job %s could not be renewed; attempt %s is stopped.", *run.key)
        run.lose(LeaseLost)

    def _judge_timeout(self, run: Run, now: float) -> float:
        deadline = run.context.deadline
        if deadline is None:
            return float(config.WATCH_INTERVAL)
        if now >= deadline and run.context.stop_error is None:
            run.context.stop(JobTimedOut)
        if now < deadline + config.TIMEOUT_GRACE:
            return max(0.0, (deadline if now < deadline else deadline + config.TIMEOUT_GRACE) - now)
        self._on_overrun(run)
        return float(config.WATCH_INTERVAL)


def fail_over_its_head(finish: Callable[[Run, Outcome], object]) -> Callable[[Run], object]:
    """The `on_overrun` for handlers in threads, which nobody can end: `finish` gets the failure."""

    def fail(run: Run) -> None:
        logger.error("Job %s does not heed its timeout; it fails, but its thread stays taken.", run.job.id)
        finish(run, timed_out())

    return fail


def timed_out() -> Outcome:
    """The end of a run whose handler ignores its timeout and runs on: no retry, two at a time would be worse."""
    return Failed(JobError.of(JobTimedOut()))
