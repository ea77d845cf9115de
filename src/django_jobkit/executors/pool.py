"""The threads that run handlers, and nothing but handlers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

from django_jobkit.core.outcome import Failed, JobError, Outcome
from django_jobkit.executors.connections import ThreadConnections
from django_jobkit.executors.runs import Run
from django_jobkit.services.run import outcome_of

logger = logging.getLogger(__name__)


class Pool:
    """Daemon threads, for an interpreter waits for those of ``concurrent.futures`` at its exit, for ever if need be.

    They start as they are needed. `on_end` hears of each run and its outcome, in the thread that ran it.
    """

    def __init__(self, size: int, on_end: Callable[[Run, Outcome], object]) -> None:
        self.size = size
        self._on_end = on_end
        self._waiting: SimpleQueue[Run | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._lock = threading.Lock()

    def submit(self, run: Run) -> None:
        """Have a thread take `run`; the caller sees to it that there are never more than `size`.

        Raises RuntimeError, with nothing done, when the system has no thread to give.
        """
        with self._lock:
            if len(self._threads) < min(self._busy + 1, self.size):
                self._start_thread()
            self._busy += 1
        self._waiting.put(run)

    def stop(self) -> None:
        """Let every thread end after what it is doing."""
        for _ in self._threads:
            self._waiting.put(None)

    @property
    def alive(self) -> int:
        """How many threads there are."""
        return sum(thread.is_alive() for thread in self._threads)

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._live, name=f"jobkit-pool-{len(self._threads) + 1}", daemon=True)
        thread.start()
        # Only now, for one that the system refused to start must not be counted on.
        self._threads.append(thread)

    def _live(self) -> None:
        held = ThreadConnections()
        while (run := self._waiting.get()) is not None:
            self._perform(run, held)
        held.close()

    def _perform(self, run: Run, held: ThreadConnections) -> None:
        _guarded(held.check)
        try:
            outcome = outcome_of(run.job, run.context)
        except BaseException as error:
            logger.exception("Running job %s failed outside its handler.", run.job.id)
            outcome = Failed(JobError.of(error))
        # Before anybody writes the outcome: a transaction left open may hold the lock of the job's row.
        _guarded(held.tidy)
        with self._lock:
            self._busy -= 1
        _guarded(lambda: self._on_end(run, outcome))
        # Whoever wrote the outcome, or listened to it, may have done so over a connection that a pool wants back.
        _guarded(held.tidy)


def _guarded(act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        logger.exception("A thread of the pool stumbled between two jobs; it goes on.")
