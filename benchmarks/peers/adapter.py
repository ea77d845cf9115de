"""What is asked of every library, inside a process of its own that has Django set up for it."""

from __future__ import annotations

import random
import statistics
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.measure import p50, seconds

_PATIENCE = 60.0


class Adapter(ABC):
    """Submits, and looks with plain SQL at what became of it, in the way of one library."""

    #: The table in which a finished job is to be seen, its id, and a condition that is true of a finished one.
    table: ClassVar[str]
    key: ClassVar[str] = "id"
    finished: ClassVar[str]

    @abstractmethod
    def submit(self) -> Any:
        """Submit one job that does nothing; answers its id."""

    @abstractmethod
    def submit_nap(self, ledger: str, number: int, seconds: float) -> None:
        """Submit one job that does `work.nap`, in the way that the library recommends inside a transaction."""

    def submit_many(self, count: int) -> None:
        """Submit `count` jobs that do nothing, as fast as the library can."""
        for _ in range(count):
            self.submit()

    def start(self) -> None:
        """Begin to run jobs in this process; for those that can."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop to run jobs in this process."""
        raise NotImplementedError

    def migrate(self) -> None:
        """Make the tables."""
        call_command("migrate", verbosity=0)

    def count_finished(self) -> int:
        """How many jobs are to be seen as finished."""
        return int(_value(f"SELECT count(*) FROM {self.table} WHERE {self.finished}", []))

    def clear(self) -> None:
        """Forget the finished ones."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {self.table} CASCADE")

    def time_submits(self, count: int) -> float:
        """The median time of one submit, in microseconds."""
        return p50(self.submit, count)

    def time_lives(self, count: int) -> float:
        """The median time from a submit until another query sees that job finished, in microseconds."""
        taken = []
        for _ in range(count):
            # Only a worker that has nothing to do any more is idle; one that polls must not always be met awake.
            time.sleep(random.uniform(0.02, 0.08))
            taken.append(seconds(self._one_life))
        return statistics.median(taken) * 1e6

    def await_finished(self, count: int) -> float:
        """Wait until `count` jobs are finished; answers the moment, by the clock that all processes share."""
        deadline = time.monotonic() + _PATIENCE
        while (finished := self.count_finished()) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{type(self).__module__}: {finished} of {count} within {_PATIENCE:.0f} s.")
            time.sleep(0.01)
        return time.monotonic()

    def commit_nap(self, ledger: str, number: int, seconds: float) -> tuple[bool, float]:
        """Submit a nap inside a transaction and commit; answers whether that raised nothing, and the seconds taken."""
        start = time.monotonic()
        try:
            with transaction.atomic():
                self.submit_nap(ledger, number, seconds)
        except Exception:  # noqa: BLE001 - each library has its own
            return False, time.monotonic() - start
        return True, time.monotonic() - start

    def _one_life(self) -> None:
        identifier = self.submit()
        query = f"SELECT count(*) FROM {self.table} WHERE {self.key} = %s AND {self.finished}"
        deadline = time.monotonic() + _PATIENCE
        # Asking as fast as one can would take from the worker what it needs to run.
        while not _value(query, [identifier]):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{type(self).__module__}: {identifier} did not finish.")
            time.sleep(0.0001)


def _value(query: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]
