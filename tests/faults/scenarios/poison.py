"""Jobs that take their worker down, every time."""

from __future__ import annotations

from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.supervisor import supervised
from tests.faults.system.system import System

_ATTEMPTS = 2


@scenario(short=1, long=7, over=[("kill",), ("exit",), ("segfault",)], short_over=[("kill",)], proves="T12: I10 I11")
def poison_is_given_up(run: Run, how: str) -> None:
    """A job that kills its worker ends FAILED after as many starts as it may have; its neighbours complete."""
    with run.system() as system, supervised(system.start_worker) as supervisor:
        client = system.start_web()
        for _ in run.trials():
            job = client.submit("faults.poison", {"how": how}, max_attempts=_ATTEMPTS).job
            neighbours = [client.submit("faults.step").job for _ in range(5)]
            wait_for(lambda job=job: _has_ended_or_goes_on(system, client, job), 60, "the end of the poison")
            assert len(system.entries("start", job)) <= _ATTEMPTS, "the poison began more often than it may"
            for neighbour in neighbours:
                client.wait_until_ended(neighbour)
        supervisor.stop()
        run.count("restarts", supervisor.restarts)
        evidence = system.check()
    for row in evidence.jobs.values():
        if row.task == "faults.poison":
            assert len(evidence.starts(row.id)) == _ATTEMPTS
            assert row.error["code"] == "worker_lost"


def _has_ended_or_goes_on(system: System, client: Client, job: str) -> bool:
    return client.look(job).body["status"] == "FAILED" or len(system.entries("start", job)) > _ATTEMPTS
