"""Run jobs in threads of the process that submits them, or of a worker that does nothing else."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from uuid import UUID
from weakref import WeakSet

from django_jobkit.conf import config
from django_jobkit.core.executor import BaseExecutor, Health, Hint
from django_jobkit.core.outcome import Interrupted
from django_jobkit.executors import lifespan
from django_jobkit.executors.engine import Engine, Options
from django_jobkit.services.claim import ClaimedJob
from django_jobkit.services.settle import settle

logger = logging.getLogger(__name__)

# How old the last answer of the database may be, in seconds or in polls, whatever is longer.
_STALE = 15.0
_STALE_POLLS = 5

_executors: WeakSet[ThreadExecutor] = WeakSet()


class ThreadExecutor(BaseExecutor):
    """Starts by itself when it is first needed; after a fork the child starts its own threads."""

    runs_in_process = True

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._lock = threading.RLock()
        _executors.add(self)

    @property
    def engine(self) -> Engine | None:
        """What runs the jobs of this process; None before the start and after the stop."""
        return self._engine

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Wake up, and start if this process should run jobs at all."""
        if self._engine is None and lifespan.may_autostart():
            self._try_to_start()
        if (engine := self._engine) is not None:
            engine.wake()

    def _try_to_start(self) -> None:
        try:
            self.start()
        except Exception:
            # The job is safe in its row; whoever submitted it must not suffer.
            logger.exception("The thread executor could not be started; other processes may run the job.")

    def reserve(self, queue: str) -> str | None:
        """Keep a slot for a job of `queue` that is being submitted, while this process has nothing else to do."""
        engine = self._engine
        return engine.worker if engine is not None and engine.dispatcher.reserve(queue) else None

    def take(self, claim: ClaimedJob | None) -> None:
        """Run the job that a slot was kept for, or give it back when we stopped in the meantime."""
        if (engine := self._engine) is not None:
            engine.dispatcher.take(claim)
        elif claim is not None:
            settle(claim, Interrupted())

    def cancel(self, job_id: UUID) -> None:
        """Look at once for the request, if the job runs here."""
        if (engine := self._engine) is not None:
            engine.cancel(job_id)

    def start(self, options: Options | None = None) -> None:
        """Start to run jobs, unless it does already, or the process is about to end."""
        with self._lock:
            if self._engine is None and not lifespan.is_ending():
                engine = Engine(options or Options())
                engine.start()
                self._engine = engine
                lifespan.stop_at_the_end(self)

    def stop(self, grace: float | None = None) -> None:
        """Stop to run jobs; those that run get `grace` seconds, by default SHUTDOWN_GRACE, and then go back."""
        with self._lock:
            engine = self._engine
        if engine is not None:
            engine.stop(config.SHUTDOWN_GRACE if grace is None else grace)
            with self._lock:
                self._engine = None

    def hurry(self) -> None:
        """Cut a `stop` that is under way in another thread, or below a signal handler, short."""
        if (engine := self._engine) is not None:
            engine.hurry()

    def health(self) -> Health:
        """Healthy while its threads live and the database answers, or while it has not been started yet."""
        engine = self._engine
        if engine is None:
            return Health(healthy=True, details={"running": False})
        age = time.monotonic() - engine.dispatcher.looked_at
        busy = len(engine.runs) >= engine.runs.limit
        fresh = busy or age < max(_STALE, _STALE_POLLS * engine.options.poll_interval)
        return Health(
            healthy=engine.is_alive and fresh,
            details={
                "running": True,
                "threads": engine.pool.alive,
                "jobs": len(engine.runs),
                "seconds_since_last_look": round(age, 1),
            },
        )

    def _forget(self) -> None:
        self._lock = threading.RLock()
        self._engine = None


def forget_threads() -> None:
    """In a forked child: the threads stayed behind, so every executor is as if never started."""
    for executor in list(_executors):
        executor._forget()


lifespan.on_fork(forget_threads)
