"""The threads that run handlers, and nothing but handlers."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar
from uuid import uuid4

from django_jobkit.core.outcome import Failed, JobError, Outcome
from django_jobkit.executors.connections import ThreadConnections
from django_jobkit.executors.runs import Run
from django_jobkit.services.run import outcome_of

logger = logging.getLogger(__name__)

Work = TypeVar("Work")


class Hand:
    """One thread, as the work that it does sees it."""

    def __init__(self, held: ThreadConnections, on_free: Callable[[], object]) -> None:
        self._held = held
        self._on_free = on_free
        self._is_free = True
        #: Random. A thread has one claim under way at a time, so what is held under this name is known to it.
        self.worker = uuid4().hex

    def take(self) -> None:
        """Begin with a piece of work, on connections that work."""
        self._is_free = False
        _guarded(self._held.check)

    def tidy(self) -> None:
        """Leave no transaction open, for it may hold the lock of the job's row."""
        _guarded(self._held.tidy)

    def let_go(self) -> None:
        """Count as free, though there are some last words to be said."""
        if not self._is_free:
            self._is_free = True
            self._on_free()


class Pool(Generic[Work]):
    """Daemon threads, for an interpreter waits for those of ``concurrent.futures`` at its exit, for ever if need be.

    They start as they are needed, and call `do` with each piece of work.
    """

    def __init__(self, do: Callable[[Work, Hand], object], size: int = sys.maxsize) -> None:
        self.size = size
        self._do = do
        self._waiting: SimpleQueue[Work | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._lock = threading.Lock()

    def submit(self, work: Work) -> None:
        """Have a thread take `work`; the caller sees to it that there is never more of it than `size`.

        Raises RuntimeError, with nothing done, when the system has no thread to give.
        """
        with self._lock:
            if len(self._threads) < min(self._busy + 1, self.size):
                self._start_thread()
            self._busy += 1
        self._waiting.put(work)

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
        hand = Hand(held, self._one_is_free)
        while (work := self._waiting.get()) is not None:
            hand.take()
            self._work(work, hand)
            hand.let_go()
            # Whoever wrote the outcome, or listened to it, may have done so over a connection that a pool wants back.
            hand.tidy()
            # Or it would be kept from the garbage until there is more.
            del work
        held.close()

    def _work(self, work: Work, hand: Hand) -> None:
        _guarded(lambda: self._do(work, hand))

    def _one_is_free(self) -> None:
        with self._lock:
            self._busy -= 1


def perform_run(run: Run) -> Outcome:
    """Call the handler of `run`; never raises."""
    try:
        return outcome_of(run.job, run.context)
    except BaseException as error:
        logger.exception("Running job %s failed outside its handler.", run.job.id)
        return Failed(JobError.of(error))


def _guarded(act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        logger.exception("A thread of the pool stumbled between two jobs; it goes on.")
