"""Transactions of a host that come to nothing, or whose commit is followed by trouble."""

from __future__ import annotations

from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import ALL, BROKERED, FLEETS
from tests.faults.system.system import RECOVERY

_WAYS = ("plainly", "in-a-savepoint", "around-a-savepoint", "at-commit", "with-many")


@scenario(
    short=6, long=240, over=[(fleet,) for fleet in ALL], short_over=[("thread",), ("celery-redis",)], proves="T5: I1"
)
def rolled_back_in_every_way(run: Run, fleet: str) -> None:
    """Exception, savepoints, ATOMIC_REQUESTS, a constraint that fails at COMMIT: no row, no message, nothing runs."""
    with run.system(**FLEETS[fleet], atomic_requests=True) as system:
        client = system.start_web()
        if fleet in BROKERED:
            system.empty_broker()
        for _ in run.trials(factor=len(_WAYS) + 1):
            for way in _WAYS:
                assert client.ask("POST", f"/rollback/{way}/", {}).ok, way
            assert client.ask("POST", "/fail/", {}).status == 500
        if fleet in BROKERED:
            assert system.depth() == 0
        system.start_worker()
        # Whatever is waiting is found while this one is run.
        kept = client.submit("faults.step").job
        client.wait_until_ended(kept)
        evidence = system.check(server_errors=True)
    assert set(evidence.jobs) == {kept}
    assert {entry.job for entry in evidence.entries} == {kept}


@scenario(
    short=3,
    long=50,
    over=[(fleet,) for fleet in ALL],
    short_over=[("thread",)],
    proves="T5: I1 I2",
)
def callback_raises_after_commit(run: Run, fleet: str) -> None:
    """A callback of the host's raises after the commit, so that nobody is told of the job; it runs all the same."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        system.start_worker()
        jobs = [client.ask("POST", "/stumble/", {}).job for _ in run.trials()]
        evidence = system.check(within=RECOVERY + 20)
    assert set(jobs) == set(evidence.jobs)
