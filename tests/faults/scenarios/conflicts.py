"""Transactions that the database refuses because of others: serialization failures and deadlocks."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import psycopg

from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.fleets import BROKERED, FLEETS

_FLEETS = ("thread", *BROKERED)
_CALLERS = 4
_JOBS = 40
#: As psycopg numbers them.
_LEVELS = {"repeatable-read": 3, "serializable": 4}
#: The answer after five tries in vain.
_BUSY = 503
_TOGETHER = 64


def _submit_and_perhaps_cancel(run: Run, client: Client, number: int) -> None:
    # Not one with transactions of its own, of which only the handler's author can know whether to try them again.
    wish = {"seconds": random.choice((0.0, 0.1))}
    answer = client.submit("faults.step", wish, key=str(number))
    while answer.status == _BUSY:
        run.count("submits that were put off")
        answer = client.submit("faults.step", wish, key=str(number))
    assert answer.status == 202, answer
    if number % 4 == 0:
        assert client.cancel(answer.job).status in {200, 202, 409}


@scenario(
    short=_JOBS,
    long=1200,
    over=list(product(_LEVELS, _FLEETS)),
    short_over=[("serializable", "thread")],
    proves="T17: I5 I29",
)
def strict_isolation(run: Run, level: str, fleet: str) -> None:
    """All processes run at a stricter isolation level; what it makes the database refuse is tried again."""
    options = {"isolation_level": _LEVELS[level]}
    with run.system(**FLEETS[fleet], database_options=options) as system, ThreadPoolExecutor(_CALLERS) as callers:
        client = system.start_web()
        for role in ("one", "other"):
            system.start_worker(role)
        list(callers.map(lambda number: _submit_and_perhaps_cancel(run, client, number), run.trials()))
        evidence = system.check(every_claim_starts=True)
    assert {row.attempt for row in evidence.jobs.values()} <= {0, 1}, "a handler ran again over bookkeeping"
    run.count("transitions", len(evidence.statuses))


class Adversary:
    """Locks the rows of several running jobs, one after the other, as hosts do that update several jobs."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._ended = threading.Event()
        #: How often the database chose us as the victim.
        self.lost = 0
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Adversary:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join(30)

    def _live(self) -> None:
        with psycopg.connect(self._dsn) as connection:
            # So it is always the others who notice first, and lose.
            connection.execute("SET deadlock_timeout = '10s'")
            connection.commit()
            while not self._ended.wait(0.005):
                try:
                    self._lock(connection)
                except psycopg.errors.DeadlockDetected:
                    self.lost += 1
                connection.rollback()

    def _lock(self, connection: psycopg.Connection) -> None:
        found = connection.execute("SELECT id FROM jobkit_job WHERE status = 'RUNNING'").fetchall()
        for row in random.sample(found, len(found)):
            connection.execute("UPDATE jobkit_job SET name = name WHERE id = %s", row)
            self._ended.wait(0.03)


@scenario(short=1, long=30, proves="T17: I29")
def deadlocks(run: Run) -> None:
    """A host locks several jobs in any order, so that workers are the victims of deadlocks; nobody hears of it."""
    # Only workers of the thread executor write the outcomes of several jobs in one transaction.
    with run.system(settings={"CONCURRENCY": 8}) as system:
        assert system.cluster
        cluster, name = system.cluster, system.database_name
        cluster.execute(f"ALTER DATABASE \"{name}\" SET deadlock_timeout = '20ms'")
        client = system.start_web()
        worker = system.start_worker()
        with Adversary(cluster.dsn(name)) as adversary:
            for _ in run.trials():
                jobs = [client.submit("faults.effect", {"seconds": 0.1}).job for _ in range(_TOGETHER)]
                for job in jobs:
                    client.wait_until_ended(job, within=60)
        found = cluster.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = %s", name)
        run.count("deadlocks that a worker lost", int(str(found[0][0])) - adversary.lost)
        assert worker.is_alive
        evidence = system.check(every_claim_starts=True)
    assert {row.attempt for row in evidence.jobs.values()} == {1}, "a handler ran again over bookkeeping"
