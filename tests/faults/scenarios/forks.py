"""Processes fork: before anything runs, while something does, and again and again."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.faults.checker.evidence import Evidence
from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS

_JOBS = 40
#: It has run a job before the server forks.
_WARM = "tests.faults.host.warm:application"


@scenario(short=1, long=20, proves="T21: I35")
def web_server_forks(run: Run) -> None:
    """A web server whose parent has run a job forks four processes; they run theirs on connections of their own."""
    for _ in run.trials():
        with run.system() as system:
            client = system.start_web(processes=4, threads=2, preloading=_WARM, AUTOSTART=True, CONCURRENCY=2)
            for _ in range(_JOBS):
                client.submit("faults.probe")
            evidence = system.check()
        assert len(evidence.jobs) == _JOBS + 1
        _each_has_connections_of_its_own(run, evidence, threads=2)


@scenario(short=1, long=20, over=[(fleet,) for fleet in BROKERED], short_over=[("celery-redis",)], proves="T21: I35")
def children_come_and_go(run: Run, fleet: str) -> None:
    """Children of a Celery pool are replaced after every few jobs; each has a connection of its own."""
    settings = {"CELERY_WORKER_MAX_TASKS_PER_CHILD": 5}
    for _ in run.trials():
        with run.system(**FLEETS[fleet], celery=settings) as system:
            client = system.start_web(ready=False)
            system.start_worker(ready=False, CONCURRENCY=3)
            system.await_web(client)
            for _ in range(_JOBS):
                client.submit("faults.probe")
            evidence = system.check()
        assert {row.attempt for row in evidence.jobs.values()} == {1}, "a child that left in good order lost a job"
        assert _each_has_connections_of_its_own(run, evidence, threads=1) > _JOBS / 5 / 2


@scenario(short=1, long=20, over=[("fork",), ("spawn",)], short_over=[("fork",)], proves="T21: I35")
def program_starts_processes(run: Run, method: str) -> None:
    """A program runs a job, starts processes by multiprocessing, and they and itself go on to run jobs."""
    for _ in run.trials():
        with run.system() as system:
            program = system.start("-m", "tests.faults.host.multiplying", method, role="program", AUTOSTART=True)
            assert program.wait(120) == 0, program.output[-4000:]
            evidence = system.check()
        assert len(evidence.jobs) == 1 + 4 * 10
        # Whoever is first takes a job, so that one that comes late may find none.
        assert _each_has_connections_of_its_own(run, evidence, threads=4) >= 2


def _each_has_connections_of_its_own(run: Run, evidence: Evidence, threads: int) -> int:
    """How many processes ran jobs; no two of them may ever have used the same connection."""
    used: dict[int, set[int]] = defaultdict(set)
    for row in evidence.jobs.values():
        result: dict[str, Any] = row.result
        assert row.status == "COMPLETED"
        assert result["clean"]
        used[result["pid"]].add(result["backend"])
    backends = [backend for found in used.values() for backend in found]
    assert len(backends) == len(set(backends)), f"processes shared connections: {dict(used)}"
    assert all(len(found) <= threads for found in used.values()), f"connections were not kept: {dict(used)}"
    run.count("processes that ran jobs", len(used))
    return len(used)
