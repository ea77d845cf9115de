"""Keep the rows of running jobs and the jobs themselves in step: leases, cancel requests, progress."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django_jobkit.conf import config
from django_jobkit.exceptions import JobCancelled, LeaseLost
from django_jobkit.executors.backoff import Backoff
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.services.watch import Sighting, look_at, renew_leases, write_progress

logger = logging.getLogger(__name__)


class Keeper(Loop):
    """Never waits for a handler, nor for a row that a handler's transaction holds."""

    name = "keeper"

    def __init__(self, runs: Runs, refresh: Callable[[], object] = lambda: None) -> None:
        """`refresh` brings runs up to date that are only mirrors of others, between the look at their rows and its use.

        So a run that ended elsewhere in the meantime is not taken for one that was lost.
        """
        super().__init__()
        self.backoff = Backoff(longest=config.HEARTBEAT_INTERVAL)
        self._runs = runs
        self._refresh = refresh

    def turn(self) -> float:
        """Look after every run; the leases first, for they cannot wait."""
        runs = [run for run in self._runs.unsettled() if not run.lost]
        if runs:
            _renew(runs)
            self._look(runs)
            _write_progress(runs)
        return float(config.WATCH_INTERVAL)

    def _look(self, runs: list[Run]) -> None:
        asked_at = time.monotonic()
        sightings = look_at(run.job.id for run in runs)
        self._refresh()
        for run in runs:
            _heed(run, sightings.get(run.job.id), asked_at)


def _renew(runs: list[Run]) -> None:
    asked_at = time.monotonic()
    due = [run for run in runs if asked_at >= run.renewed_at + config.HEARTBEAT_INTERVAL]
    if not due:
        return
    renewed = renew_leases(dict(run.key for run in due))
    for run in due:
        # One that was not renewed is asked for again at the next turn: perhaps its own transaction holds it.
        if run.job.id in renewed:
            run.renewed_at = asked_at
            run.lease_until = asked_at + config.LEASE


def _heed(run: Run, sighting: Sighting | None, asked_at: float) -> None:
    if sighting is not None and sighting.is_ours(run.job.attempt):
        run.seen_at = asked_at
        if sighting.cancel_requested and run.context.stop_error is None:
            run.context.stop(JobCancelled)
    elif not run.settled:
        if run.outcome is None:
            logger.warning("Job %s was lost; attempt %s is stopped.", *run.key)
        run.lose(LeaseLost)


def _write_progress(runs: list[Run]) -> None:
    news = [run for run in runs if run.has_news]
    if not news:
        return
    for run in news:
        run.has_news = False
    try:
        write_progress({run.job.id: (run.job.attempt, run.context.progress) for run in news})
    except Exception:
        for run in news:
            run.has_news = True
        raise
