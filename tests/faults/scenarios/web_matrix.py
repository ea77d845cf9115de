"""A web process is struck at every instant of a submit, and its client asks again."""

from __future__ import annotations

import time
from itertools import product

from tests.faults.failpoints.arms import Arm
from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import System

_ACTIONS = ("kill", "raise", "outage")
#: A poll of the host, and some.
_REST = 0.3
_POINTS = ("before_job_insert", "before_submit_commit", "after_submit_commit", "after_publish")


@scenario(
    short=2,
    long=20,
    over=list(product(_POINTS, _ACTIONS, ("thread", *BROKERED))),
    short_over=[("before_submit_commit", "kill", "thread")],
    proves="T1: I1 I2 I4 I5",
)
def web_is_struck_at(run: Run, point: str, action: str, fleet: str) -> None:
    """A web process is struck while it submits; whoever asks again with the same key gets one job, and it ends."""
    with run.system(**FLEETS[fleet]) as system:
        # One thread, so that no other request is lost with the one that is under test.
        client = system.start_web(threads=1, ready=False)
        system.start_worker(ready=False)
        system.await_web(client)
        for trial in run.trials():
            system.failpoints.arm(Arm(point, action, times=1, role="web"))  # type: ignore[arg-type]
            wait_for(lambda key=f"key-{trial}": client.submit("faults.effect", key=key).ok, 30, "an answer to a submit")
            system.failpoints.wait_for_fire(point, trial + 1)
        evidence = system.check(server_errors=True)
    keyed = {answer.job for answer in evidence.answers if answer.ok and answer.key}
    assert set(evidence.jobs) == keyed, "there are jobs that nobody was told of"
    assert len(keyed) == run.wanted


@scenario(
    short=2,
    long=20,
    over=[(action,) for action in _ACTIONS],
    short_over=[("kill",)],
    proves="T1: I2 I5",
)
def struck_after_a_head_start(run: Run, action: str) -> None:
    """A web process is struck when it has committed a job as RUNNING that none of its threads has; the job ends."""
    point = "after_head_start_commit"
    with run.system() as system:
        client = system.start_web(threads=1, AUTOSTART=True, ADMISSION=[])
        for trial in run.trials():
            # The first job of a process starts what runs the others.
            client.wait_until_ended(client.submit("faults.step").job)
            system.failpoints.arm(Arm(point, action, times=1))  # type: ignore[arg-type]
            wait_for(lambda count=trial + 1: _gave_head_starts(system, client, count), 30, "a head start")
        client.wait_until_ended(client.submit("faults.step").job)
        system.check(server_errors=True)


def _gave_head_starts(system: System, client: Client, count: int) -> bool:
    """Submit to a process that has come to rest, for no other gives a head start; answers whether it was struck."""
    time.sleep(_REST)
    client.submit("faults.effect")
    return len(system.failpoints.fires()) >= count
