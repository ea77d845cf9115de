"""Hosts whose clocks are wrong."""

from __future__ import annotations

from tests.faults.patience import holds_within
from tests.faults.scenario import Run, scenario
from tests.faults.system.system import LEASE

_HOUR, _DAY = 3600.0, 86400.0


@scenario(short=1, long=10, over=[(_HOUR,), (-_HOUR,), (_DAY,), (-_DAY,)], short_over=[(_HOUR,)], proves="T19: I13 I31")
def worker_with_a_wrong_clock(run: Run, skew: float) -> None:
    """A worker with a wrong clock neither takes its neighbour's jobs nor has its own taken."""
    with run.system() as system:
        client = system.start_web(clock=-skew)
        workers = [system.start_worker("right", CONCURRENCY=1), system.start_worker("wrong", clock=skew, CONCURRENCY=1)]
        for trial in run.trials():
            gate = str(trial)
            jobs = [client.submit("faults.gated", {"gate": gate}).job for _ in workers]
            begun = 2 * (trial + 1)
            system.wait_for_starts(begun)
            rescued = holds_within(lambda begun=begun: len(system.entries("start")) > begun, LEASE)
            assert not rescued, "a job was rescued whose worker was well"
            system.open_gate(gate)
            for job in jobs:
                client.wait_until_ended(job)
        evidence = system.check(every_claim_starts=True)
    assert {row.attempt for row in evidence.jobs.values()} == {1}, "a job was rescued whose worker was well"


@scenario(short=2, long=50, proves="T19: I18")
def history_written_by_two_clocks(run: Run) -> None:
    """Steps that hosts with different clocks report are told in the order in which they were taken."""
    with run.system() as system:
        right, wrong = system.start_web(ready=False), system.start_web(clock=-_HOUR)
        system.await_web(right)
        for _ in run.trials():
            job = right.ask("POST", "jobs/", {"name": "tracked"}).job
            for client, status in ((right, "RUNNING"), (wrong, "PENDING"), (right, "RUNNING"), (wrong, "COMPLETED")):
                assert client.ask("POST", "jobstatuses/", {"job": job, "status_type": status}).status == 201
            right.history(job)
        system.check()
