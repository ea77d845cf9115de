"""The database restarts, loses connections or takes no writes, under load; nobody restarts a worker for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product

from tests.faults.scenario import Run, scenario
from tests.faults.servers.postgresql import PostgreSQL
from tests.faults.servers.process import Process
from tests.faults.system.client import Answer, Client
from tests.faults.system.disturbances import repeatedly
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import System

_FLEETS = ("thread", *BROKERED)
_CALLERS = 3
_WORKERS = 2
_LOAD = 40
_KILL_EVERY = 0.2
_KILLED_AT_A_TIME = 3
_READ_ONLY = 5.0
_DOWN = 6.0
#: Of one processor, that an idle worker may use while its database is down.
_IDLE_SHARE = 0.2


def _insist(client: Client, key: str) -> Answer:
    """Submit until it is accepted, always with the same key, as a client should."""
    until = time.monotonic() + 60
    answer = client.submit("faults.effect", {"seconds": 0.05}, key=key)
    while not answer.ok and time.monotonic() < until:
        time.sleep(0.1)
        answer = client.submit("faults.effect", {"seconds": 0.05}, key=key)
    assert answer.ok, answer
    return answer


def _load(client: Client, trial: int) -> list[str]:
    with ThreadPoolExecutor(_CALLERS) as callers:
        return list(callers.map(lambda number: _insist(client, f"{trial}-{number}").job, range(_LOAD)))


def _finish(run: Run, system: System, workers: list[Process], jobs: list[str]) -> None:
    evidence = system.check(server_errors=True)
    assert all(worker.is_alive for worker in workers)
    assert set(jobs) == set(evidence.jobs)
    run.count("answers that were errors", sum(not answer.ok for answer in evidence.answers))
    run.count("attempts beyond the first", sum(row.attempt - 1 for row in evidence.jobs.values()))


def _disturb_under_load(run: Run, system: System, disturb: Callable[[PostgreSQL], None]) -> None:
    """In each trial, `disturb` the database once some jobs of the load have started; none of them may be lost."""
    client = system.start_web()
    workers = [system.start_worker() for _ in range(_WORKERS)]
    assert system.cluster
    jobs: list[str] = []
    with ThreadPoolExecutor(1) as loader:
        for trial in run.trials():
            load = loader.submit(_load, client, trial)
            system.wait_for_starts(len(jobs) + _LOAD // 4)
            disturb(system.cluster)
            jobs += load.result(120)
            system.settle()
    _finish(run, system, workers, jobs)


@scenario(
    short=1,
    long=20,
    over=list(product(_FLEETS, ("immediate", "kill"))),
    short_over=[("thread", "immediate")],
    proves="T16: I5 I27 I29",
)
def database_restarts_under_load(run: Run, fleet: str, how: str) -> None:
    """PostgreSQL is stopped at once, or killed, while clients submit and workers work, and started again."""

    def restart(cluster: PostgreSQL) -> None:
        if how == "kill":
            cluster.kill()
        else:
            cluster.stop("immediate")
        cluster.start()

    with run.system(**FLEETS[fleet], own_cluster=True) as system:
        _disturb_under_load(run, system, restart)


@scenario(
    short=1,
    long=20,
    over=[(fleet,) for fleet in _FLEETS],
    short_over=[("celery-redis",)],
    proves="T16: I5 I27 I29",
)
def connections_are_terminated(run: Run, fleet: str) -> None:
    """Random connections to the database are terminated five times a second, while clients submit and workers work."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        workers = [system.start_worker() for _ in range(_WORKERS)]
        assert system.cluster
        cluster, name = system.cluster, system.database_name
        jobs: list[str] = []
        for trial in run.trials():
            with repeatedly(
                lambda: run.count("connections terminated", cluster.terminate_backends(name, _KILLED_AT_A_TIME)),
                _KILL_EVERY,
            ):
                jobs += _load(client, trial)
                time.sleep(1)
            system.settle()
        _finish(run, system, workers, jobs)


@scenario(short=1, long=20, over=[(fleet,) for fleet in _FLEETS], short_over=[("thread",)], proves="T16: I27 I29")
def database_takes_no_writes(run: Run, fleet: str) -> None:
    """The database is read-only for some seconds, as after a failover; what ends meanwhile is written down later."""
    with run.system(**FLEETS[fleet]) as system:

        def refuse_writes(cluster: PostgreSQL) -> None:
            cluster.read_only(system.database_name, on=True)
            time.sleep(_READ_ONLY)
            cluster.read_only(system.database_name, on=False)

        _disturb_under_load(run, system, refuse_writes)


@scenario(short=1, long=5, over=[(fleet,) for fleet in _FLEETS], short_over=[("thread",)], proves="T16: I27")
def idle_worker_without_a_database(run: Run, fleet: str) -> None:
    """A worker with nothing to do does not spin while its database is away."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        worker = system.start_worker()
        assert system.database_proxy
        for _ in run.trials():
            client.wait_until_ended(client.submit("faults.effect").job)
            system.database_proxy.switch("down")
            used = worker.processor_seconds()
            time.sleep(_DOWN)
            share = (worker.processor_seconds() - used) / _DOWN
            system.database_proxy.switch("pass")
            run.count("processor milliseconds used in a second", round(1000 * share))
            assert share < _IDLE_SHARE, f"{share:.0%} of a processor"
            client.wait_until_ended(client.submit("faults.effect").job)
        system.check(server_errors=True)
