"""All the threads with which one process runs jobs, started and stopped together."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django_jobkit.conf import config
from django_jobkit.executors.dispatcher import Dispatcher
from django_jobkit.executors.farewell import Farewell
from django_jobkit.executors.keeper import Keeper
from django_jobkit.executors.maintenance import Maintenance
from django_jobkit.executors.pool import Hand, Pool, perform_run
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.executors.watchdog import Watchdog, fail_over_its_head
from django_jobkit.services.lanes import Lanes

logger = logging.getLogger(__name__)

# What is left after the farewell, for closing connections.
_CLOSING = 0.3


@dataclass(frozen=True, slots=True)
class Options:
    """How one process runs jobs; what is not given comes from the settings."""

    concurrency: int = field(default_factory=lambda: int(config.CONCURRENCY))
    queues: Sequence[str] | None = field(default_factory=lambda: config.QUEUES)
    poll_interval: float = field(default_factory=lambda: float(config.POLL_INTERVAL))


class Engine:
    """Runs jobs from `start` to `stop`; it is not started twice."""

    def __init__(self, options: Options) -> None:
        self.options = options
        # Random, so that no restarted host, container or process is taken for its predecessor.
        self.worker = uuid4().hex
        self.runs = Runs(options.concurrency, on_free=self._slot_is_free)
        lanes = Lanes(self.worker, options.queues)
        self.dispatcher = Dispatcher(self.runs, lanes, options.poll_interval, on_parked=self._job_was_parked)
        self.pool = Pool(self._perform, options.concurrency)
        self.dispatcher.start_run = self.pool.submit
        self.keeper = Keeper(self.runs)
        self.watchdog = Watchdog(self.runs, fail_over_its_head(self.dispatcher.finish))
        self.maintenance = Maintenance(
            options.poll_interval,
            on_due=lambda _hints: self.dispatcher.ask(),
            sparing=self.runs.kept_well,
            chore=self.dispatcher.ledger.interrupt_if_stuck,
        )
        self.farewell = Farewell(self.runs, self.dispatcher.finish)
        self.loops = (self.watchdog, self.keeper, self.dispatcher, self.maintenance)

    def start(self) -> None:
        """Start all threads but those of handlers, which start when there is something to run."""
        try:
            for loop in self.loops:
                loop.start()
        except BaseException:
            # Half an engine would claim jobs that nobody looks after.
            self._end_threads()
            raise
        logger.info("Worker %s runs up to %d jobs at a time.", self.worker, self.options.concurrency)

    def wake(self) -> None:
        """Hear that jobs were submitted."""
        self.dispatcher.ask()
        self.maintenance.ask()

    def cancel(self, job_id: UUID) -> None:
        """Hear that a cancel was asked for."""
        if any(run.job.id == job_id for run in self.runs.running()):
            self.keeper.bell.ring()

    @property
    def is_alive(self) -> bool:
        """Whether every thread that must run does."""
        return all(loop.is_alive for loop in self.loops)

    def is_idle_since(self, moment: float) -> bool:
        """Whether it has looked since `moment` (monotonic), found nothing to claim, and runs nothing."""
        looked_at = self.dispatcher.found_nothing_at
        return len(self.runs) == 0 and looked_at > max(moment, self.runs.emptied_at)

    def hurry(self) -> None:
        """Cut the grace of a `stop` that is under way short."""
        self.farewell.hurry()

    def stop(self, grace: float) -> None:
        """Claim no more, let running jobs end within `grace` seconds, and give the others back uncharged.

        Returns within `grace` + 2 seconds, whatever handlers or the database do.
        """
        self.dispatcher.draining = True
        self.maintenance.stop()
        self.farewell.bid(grace)
        self._end_threads()

    def _end_threads(self) -> None:
        self.pool.stop()
        for loop in self.loops:
            loop.stop()
        until = time.monotonic() + _CLOSING
        for loop in self.loops:
            loop.join(until)
        left = len(self.runs.unsettled())
        logger.log(logging.ERROR if left else logging.INFO, "Worker %s stopped, %d jobs left.", self.worker, left)

    def _perform(self, run: Run, hand: Hand) -> None:
        outcome = perform_run(run)
        hand.tidy()
        hand.let_go()
        self.dispatcher.finish_here(run, outcome)
        self.runs.returned(run)

    def _slot_is_free(self) -> None:
        self.dispatcher.slot_is_free()

    def _job_was_parked(self) -> None:
        self.maintenance.ask()
        self.maintenance.bell.ring()
