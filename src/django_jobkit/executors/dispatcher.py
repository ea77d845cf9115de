"""The one thread that claims jobs and writes their outcomes, both in batches, over one connection."""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta

from django_jobkit.core.outcome import Failed, Outcome, Postponed
from django_jobkit.executors.ledger import Ledger
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.services.claim import ClaimedJob
from django_jobkit.services.lanes import Lanes
from django_jobkit.services.orphans import give_back, running_under

logger = logging.getLogger(__name__)

# After a claim that brought fewer jobs than there are slots, other lanes may still have some.
_SECOND_LOOK = 0.005
# A process that may have no more threads is given time, and other processes the job.
_THREADS_RETRY = timedelta(seconds=5)
_TOGETHER = 0.005
_MOMENT = 0.0003


class Dispatcher(Loop):
    """Settles what ended, then claims as many jobs as there are free slots, and no more."""

    name = "dispatcher"

    def __init__(self, runs: Runs, lanes: Lanes, poll_interval: float, on_parked: Callable[[], object]) -> None:
        super().__init__()
        self.start_run: Callable[[Run], object] = lambda run: None
        self.draining = False
        #: When the database last answered a claim, by the monotonic clock.
        self.looked_at = time.monotonic()
        #: When it began the last look that found all lanes empty, likewise.
        self.found_nothing_at = 0.0
        self._runs = runs
        self._lanes = lanes
        self._poll_interval = poll_interval
        self._on_parked = on_parked
        self._ended: deque[Run] = deque()
        self.ledger = Ledger(runs)
        self._asked = True
        self._look_at = 0.0
        self._claimed = 0
        self._claimed_at = 0.0
        #: Whether a claim may have been committed without our hearing of it.
        self._in_doubt = False

    def ask(self) -> None:
        """Hear that there may be jobs to claim."""
        self._asked = True
        self.bell.ring()

    def finish(self, run: Run, outcome: Outcome) -> None:
        """Hear how `run` ended; the first word about it counts."""
        if run.conclude(outcome):
            self._ended.append(run)
            self.bell.ring()

    def finish_here(self, run: Run, outcome: Outcome) -> None:
        """`finish`, from the thread of the handler, which writes the outcome itself while there is nothing to batch."""
        if not (run.alone and len(self._runs) == 1):
            self.finish(run, outcome)
        elif run.conclude(outcome):
            if self.ledger.try_at_once(run):
                self._tell_parked([run])
            else:
                self._ended.append(run)
                self.bell.ring()

    def slot_is_free(self) -> None:
        """Hear that another job may be claimed."""
        if self._asked:
            self.bell.ring()

    def turn(self) -> float:
        """Settle, claim, and say when to look again unless the bell rings before."""
        self._settle()
        if self.draining:
            return self.ledger.pause(self._poll_interval)
        if self._in_doubt:
            self._give_back_orphans()
        return self.ledger.pause(self._claim())

    def _give_back_orphans(self) -> None:
        claims, known = self._runs.claims, self._runs.keys()
        if self._runs.kept:
            return
        held = running_under(self._lanes.worker)
        # What was claimed since then may be among them, and known to us only in a moment.
        if self._runs.claims == claims:
            self._in_doubt = False
            if count := give_back(held, known):
                logger.warning("%d jobs were claimed without our hearing of it; they go back.", count)

    def _settle(self) -> None:
        self._gather()
        ended = []
        while self._ended:
            ended.append(self._ended.popleft())
        self.ledger.write(ended)
        self._tell_parked(ended)

    def _gather(self) -> None:
        # Jobs that were claimed together and are short end together, and one commit for all is the cheapest.
        if self._ended and len(self._ended) < self._claimed and time.monotonic() < self._claimed_at + _TOGETHER:
            time.sleep(_MOMENT)

    def _tell_parked(self, ended: Sequence[Run]) -> None:
        if any(isinstance(run.outcome, Failed | Postponed) for run in ended):
            self._on_parked()

    def _claim(self) -> float:
        now = time.monotonic()
        if not self._asked and now < self._look_at:
            return self._look_at - now
        # Before the slots are counted, so that one which becomes free in the meantime rings the bell.
        self._asked = True
        free = self._runs.keep(self._runs.limit)
        if not free:
            return self._poll_interval
        # Before the look, so that whoever asks during it is not forgotten.
        self._asked = False
        self._look_at = now + self._poll_interval
        jobs = self._claim_at_most(free)
        self.looked_at = self._claimed_at = time.monotonic()
        self._claimed = len(jobs)
        alone = len(jobs) == 1 and len(self._runs) == 0
        for job in jobs:
            self._start(Run(job, now, alone=alone))
        self._plan_next_look(len(jobs), free, now)
        return 0.0 if self._asked else self._look_at - time.monotonic()

    def _claim_at_most(self, free: int) -> list[ClaimedJob]:
        jobs: list[ClaimedJob] = []
        try:
            jobs = self._lanes.claim(free)
        except Exception:
            self._in_doubt = self._asked = True
            raise
        finally:
            self._runs.give_back(free - len(jobs))
        return jobs

    def reserve(self, queue: str) -> bool:
        """Keep a slot for a job of `queue` that is being submitted, unless others wait or a look is due."""
        if self.draining or self._asked or not self._lanes.serves(queue):
            return False
        found_nothing = self.found_nothing_at > 0 and time.monotonic() < self._look_at
        return found_nothing and self._runs.keep(1) == 1

    def take(self, job: ClaimedJob | None) -> None:
        """Run a job that was claimed with its submit; None gives its slot back."""
        if job is None:
            self._in_doubt = True
            self._runs.give_back(1)
        else:
            self._start(Run(job, time.monotonic(), alone=len(self._runs) == 0))

    def _plan_next_look(self, found: int, free: int, began_at: float) -> None:
        if found == free:
            self._asked = True
            self.found_nothing_at = 0.0
        elif found:
            self._look_at = time.monotonic() + _SECOND_LOOK
            self.found_nothing_at = 0.0
        else:
            self.found_nothing_at = began_at
            # Processes that were started together should not look together for ever.
            self._look_at = began_at + self._poll_interval * random.uniform(0.9, 1.1)  # noqa: S311

    def _start(self, run: Run) -> None:
        self._runs.add(run)
        try:
            self.start_run(run)
        except Exception:
            logger.exception("Job %s was claimed but no thread can run it; it goes back.", run.job.id)
            self.finish(run, Postponed(_THREADS_RETRY, "No thread could be started"))
            self._runs.returned(run)
