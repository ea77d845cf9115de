"""Write outcomes down, and do not lose one because the database was away for a while."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from typing import Any

from django.db import InterfaceError, OperationalError

from django_jobkit.core.outcome import Failed, Fenced, JobError
from django_jobkit.executors.backoff import Backoff
from django_jobkit.executors.runs import Run, Runs
from django_jobkit.services.database import is_transient, jobs_connection
from django_jobkit.services.settle import settle_all

logger = logging.getLogger(__name__)

_UNSTORABLE = Failed(
    JobError(type="OutcomeNotStored", message="The outcome could not be stored.", code="result_store_error")
)
# Seconds that a write may wait for locks.
_PATIENCE = 1.0
# What PostgreSQL says after another server took over; its driver does not count it among the operational errors.
_READ_ONLY = "25006"
_NOT_WRITING: tuple[float, Any] = (math.inf, None)


class Ledger:
    """Outcomes that wait to be written; a late one is no danger, for the fence decides whether it still counts."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._kept: list[Run] = []
        self._backoff = Backoff()
        self._retry_at = 0.0
        #: Since when, and over which connection of the driver, something is being written.
        self._writing = _NOT_WRITING

    def pause(self, longest: float) -> float:
        """For how many seconds nothing is to be written, `longest` at most."""
        if not self._kept:
            return longest
        return min(longest, max(0.0, self._retry_at - time.monotonic()))

    def write(self, ended: Sequence[Run]) -> None:
        """Write the outcomes of `ended`, and then of those that could not be written before."""
        self._write(ended)
        if self._kept and time.monotonic() >= self._retry_at:
            kept, self._kept = self._kept, []
            self._write(kept)

    def try_at_once(self, run: Run) -> bool:
        """Write the outcome of `run` in the calling thread; answers False when it is to be written later."""
        try:
            self._cross_off([run], settle_all([(run.job, run.outcome or Fenced(), run.context.progress)]))
        except Exception:
            logger.debug("Job %s could not be settled at once.", run.job.id, exc_info=True)
            return False
        return True

    def interrupt_if_stuck(self) -> None:
        """Called from another thread: a row locked for long by a host's transaction must not hold up other jobs."""
        since, raw = self._writing
        if time.monotonic() - since < _PATIENCE:
            return
        # Drivers that have it say that any thread may call it; with others we wait for the database's own timeout.
        cancel = getattr(raw, "cancel", None)
        if cancel is not None:
            logger.warning("Outcomes wait for a locked row; they are put off.")
            cancel()

    def _write(self, batch: Sequence[Run]) -> None:
        if not batch:
            return
        try:
            self._store(batch)
        except Exception as error:  # noqa: BLE001 - an outcome must not be lost, whatever went wrong
            self._recover(batch, error)
        else:
            self._backoff.reset()

    def _store(self, batch: Sequence[Run]) -> None:
        self._writing = time.monotonic(), jobs_connection().connection
        try:
            written = settle_all([(run.job, run.outcome, run.context.progress) for run in batch if run.outcome])
        finally:
            self._writing = _NOT_WRITING
        self._cross_off(batch, written)

    def _cross_off(self, batch: Sequence[Run], written: Sequence[bool]) -> None:
        for run, was_written in zip(batch, written, strict=True):
            if not was_written and not isinstance(run.outcome, Fenced):
                logger.warning("Job %s was no more ours; what attempt %s amounted to is refused.", *run.key)
            self._runs.settled(run)

    def _recover(self, batch: Sequence[Run], error: Exception) -> None:
        if is_transient(error) or not _is_connected() or (len(batch) == 1 and _is_outage(error)):
            self._put_off(batch, error)
            return
        # One of them may spoil it for all; and what nobody expected may not come twice.
        for position, run in enumerate(batch):
            try:
                self._store([run])
            except Exception as own_error:  # noqa: BLE001 - likewise
                self._put_off([run], own_error)
                if not _is_connected():
                    self._put_off(batch[position + 1 :], own_error)
                    return

    def _put_off(self, batch: Sequence[Run], error: Exception) -> None:
        if not _is_outage(error):
            for run in batch:
                self._give_up(run, error)
            return
        if not batch:
            return
        logger.warning("%d outcomes could not be written (%s); they are kept.", len(batch), error)
        self._kept += batch
        self._retry_at = time.monotonic() + self._backoff.next()

    def _give_up(self, run: Run, error: Exception) -> None:
        logger.error("The outcome of job %s cannot be stored.", run.job.id, exc_info=error)
        try:
            settle_all([(run.job, _UNSTORABLE, None)])
        except Exception:
            # Its lease runs out, and rescue takes it from there.
            logger.exception("Nor can it be said that job %s failed.", run.job.id)
        self._runs.settled(run)


def _is_connected() -> bool:
    connection = jobs_connection()
    if connection.connection is not None and connection.is_usable():
        return True
    connection.close()
    return False


def _is_outage(error: Exception) -> bool:
    if getattr(error.__cause__, "sqlstate", None) == _READ_ONLY:
        return True
    return isinstance(error, OperationalError | InterfaceError) or is_transient(error)
