"""The jobs that this process holds, each from its claim until it is settled and its thread is free."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.context import JobContext, Progress
from django_jobkit.core.outcome import Outcome
from django_jobkit.services.attach import attach_file
from django_jobkit.services.checkpoint import store_checkpoint
from django_jobkit.services.claim import ClaimedJob
from django_jobkit.services.run import context_of


class Run:
    """One attempt at one job, and the channel of its context: progress stays in memory until the keeper takes it."""

    def __init__(self, job: ClaimedJob, claimed_at: float, *, alone: bool) -> None:
        self.job = job
        self.context: JobContext = context_of(job, self)
        #: Whether it was the only job that this process had when it was claimed.
        self.alone = alone
        self.claimed_at = claimed_at
        #: By the monotonic clock: when somebody else may take the job, and when the database last said it is ours.
        self.lease_until = claimed_at + config.LEASE
        self.renewed_at = claimed_at
        self.seen_at = claimed_at
        self.has_news = False
        #: No more ours; nothing is written about it from now on.
        self.lost = False
        self.outcome: Outcome | None = None
        self.settled = False
        self.returned = False
        self._lock = threading.Lock()

    @property
    def key(self) -> tuple[UUID, int]:
        """Job and attempt: after a lost lease one process may hold two attempts at a job."""
        return self.job.id, self.job.attempt

    def conclude(self, outcome: Outcome) -> bool:
        """Decide on `outcome`, unless it was decided before; answers whether this did."""
        with self._lock:
            if self.outcome is not None:
                return False
            self.outcome = outcome
            return True

    def lose(self, error: type[Exception]) -> None:
        """Learn that the job is no more ours."""
        self.lost = True
        self.context.stop(error)

    def report(self, context: JobContext, progress: Progress) -> None:
        """Remember that there is progress to be written."""
        self.has_news = True

    def checkpoint(self, context: JobContext, state: Any) -> None:
        """Store `state` on the connection of the handler."""
        store_checkpoint(context.job_id, context.attempt, state)

    def attach(self, context: JobContext, name: str, file: IO[bytes] | bytes | Path, content_type: str | None) -> None:
        """Keep `file` on the connection of the handler."""
        attach_file(context.job_id, context.attempt, name, file, content_type)

    def watch(self, context: JobContext) -> None:
        """Nothing: the keeper watches."""


class Runs:
    """At most `limit` runs; a slot is free again once its run is settled and its handler has returned."""

    def __init__(self, limit: int = sys.maxsize, on_free: Callable[[], object] = lambda: None) -> None:
        self.limit = limit
        #: When the last slot became free again, by the monotonic clock.
        self.emptied_at = 0.0
        self._on_free = on_free
        self._runs: dict[tuple[UUID, int], Run] = {}
        #: Slots for jobs that are being claimed or submitted at this moment.
        self.kept = 0
        #: How many times slots were kept so far.
        self.claims = 0
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def free(self) -> int:
        """How many more jobs may be claimed."""
        return self.limit - len(self._runs) - self.kept

    def keep(self, most: int) -> int:
        """Keep at most `most` free slots for jobs that are about to be claimed; answers how many."""
        with self._changed:
            kept = max(0, min(most, self.free))
            self.kept += kept
            self.claims += 1
            return kept

    def give_back(self, kept: int) -> None:
        """Free slots that were kept for nothing."""
        with self._changed:
            self.kept -= kept

    def add(self, run: Run) -> None:
        """Take a slot that was kept."""
        with self._changed:
            self.kept -= 1
            self._runs[run.key] = run

    def settled(self, run: Run) -> None:
        """The database knows how `run` ended, or does not want to."""
        run.settled = True
        with self._changed:
            self._changed.notify_all()
        self._free(run)

    def returned(self, run: Run) -> None:
        """The handler of `run` gave its thread back."""
        run.returned = True
        self._free(run)

    def _free(self, run: Run) -> None:
        if run.settled and run.returned:
            with self._changed:
                self._runs.pop(run.key, None)
                if not self._runs:
                    self.emptied_at = time.monotonic()
            self._on_free()

    def keys(self) -> set[tuple[UUID, int]]:
        """Job and attempt of each."""
        with self._changed:
            return set(self._runs)

    def unsettled(self) -> list[Run]:
        """Those whose rows are ours to look after."""
        with self._changed:
            return [run for run in self._runs.values() if not run.settled]

    def running(self) -> list[Run]:
        """Those whose end is not decided."""
        return [run for run in self.unsettled() if run.outcome is None]

    def kept_well(self) -> list[UUID]:
        """The jobs that need no rescue, whatever their leases say."""
        return [run.job.id for run in self.unsettled() if not run.lost]

    def wait(self, seconds: float) -> None:
        """Wait until some run is settled, `seconds` at most."""
        with self._changed:
            self._changed.wait(seconds)
