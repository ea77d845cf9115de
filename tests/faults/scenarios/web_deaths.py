"""A web process is killed with a job in its hands."""

from __future__ import annotations

from itertools import product

from tests.faults.failpoints.arms import Arm
from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import ALL, BROKERED, FLEETS
from tests.faults.system.system import RECOVERY

#: Instants between the commit and the broker.
_UNTOLD = ("after_submit_commit", "after_commit_before_publish")
_TOLD = ("before_send", "after_send")


@scenario(
    short=2,
    long=50,
    over=[*product(_UNTOLD, ALL), *product(_TOLD, BROKERED)],
    short_over=[("after_commit_before_publish", "thread"), ("before_send", "celery-redis")],
    proves="T4: I2",
)
def web_dies_between_commit_and_publish(run: Run, point: str, fleet: str) -> None:
    """A web process is killed between commit and publish; the job that nobody was told of is run all the same."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        system.start_worker()
        for trial in run.trials():
            system.failpoints.arm(Arm(point, "kill", times=1, role="web"))
            client.submit("faults.effect")
            system.failpoints.wait_for_fire(point, trial + 1)
            run.count("kills")
        evidence = system.check(within=RECOVERY + 30)
    assert len(evidence.jobs) == run.wanted, "a job that was committed is not there"
