"""How a process parts from the jobs that it runs: it waits, asks, and then gives them back uncharged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django_jobkit.core.outcome import Interrupted, Outcome
from django_jobkit.exceptions import JobInterrupted, JobTimedOut
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.executors.watchdog import timed_out

logger = logging.getLogger(__name__)

# What is left after the grace, for writing the last outcomes and for closing connections.
_LAST_WORDS = 1.4
# How long before the end of the grace handlers are asked to stop.
_NOTICE = 1.0


class Farewell:
    """Parts from `runs`; `finish` hears of those that did not end by themselves, and what becomes of them."""

    def __init__(self, runs: Runs, finish: Callable[[Run, Outcome], object]) -> None:
        self._runs = runs
        self._finish = finish
        self._hurried = False

    def hurry(self) -> None:
        """Cut the grace of a `bid` that is under way short."""
        self._hurried = True

    def bid(self, grace: float) -> None:
        """Let running jobs end within `grace` seconds, and give the others back uncharged.

        Returns within `grace` + 1.4 seconds, whatever handlers or the database do.
        """
        end = time.monotonic() + grace
        if self._wait(end - min(_NOTICE, grace / 4)):
            return
        for run in self._runs.running():
            if run.context.stop_error is None:
                run.context.stop(JobInterrupted)
        if not self._wait(end):
            self._release()
            self._hurried = False
            self._wait(time.monotonic() + _LAST_WORDS)

    def _wait(self, until: float) -> bool:
        while self._runs.unsettled() or self._runs.kept:
            left = until - time.monotonic()
            if left <= 0 or self._hurried:
                return False
            self._runs.wait(min(left, 0.1))
        return True

    def _release(self) -> None:
        for run in self._runs.running():
            logger.warning("Job %s did not end in time; it goes back.", run.job.id)
            self._finish(run, _given_back(run))


def _given_back(run: Run) -> Outcome:
    return timed_out() if run.context.stop_error is JobTimedOut else Interrupted()
