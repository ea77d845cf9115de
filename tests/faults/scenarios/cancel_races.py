"""A cancel and an end at the same moment."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product

from tests.faults.failpoints.arms import Arm
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.fleets import ALL, FLEETS
from tests.faults.system.system import RECOVERY

_CALLERS = 4
#: How long the jobs work, and up to when they are cancelled, in seconds: as long as it takes to get there.
_WORK = 0.03
_LATEST = 0.15


def _submit_and_cancel(run: Run, client: Client) -> None:
    job = client.submit("faults.effect", {"seconds": _WORK}).job
    time.sleep(random.uniform(0, _LATEST))
    answer = client.cancel(job)
    again = client.cancel(job)
    assert {answer.status, again.status} <= {200, 202, 409}, (answer, again)
    run.count(f"answered {answer.status}")
    client.look(job)


@scenario(
    short=40,
    long=2000,
    over=list(product(("thread",), (0.0, 0.005, 0.05))) + [(fleet, 0.0) for fleet in ALL if fleet != "thread"],
    short_over=[("thread", 0.0)],
    proves="T11: I16 I19 I20",
)
def cancel_meets_the_end(run: Run, fleet: str, latency: float) -> None:
    """A job is cancelled, twice, at the moment it ends: one of both happens, and the answers say which."""
    with run.system(**FLEETS[fleet]) as system, ThreadPoolExecutor(_CALLERS) as callers:
        client = system.start_web()
        system.start_worker()
        assert system.database_proxy
        system.database_proxy.latency = latency
        list(callers.map(lambda _: _submit_and_cancel(run, client), run.trials()))
        evidence = system.check()
    statuses = [row.status for row in evidence.jobs.values()]
    run.count("cancelled", statuses.count("CANCELLED"))
    run.count("completed", statuses.count("COMPLETED"))
    assert len(statuses) == run.wanted


@scenario(
    short=1,
    long=50,
    over=list(product(("rescue_after_look", "rescue_before_update", "rescue_before_commit"), ("thread",))),
    short_over=[("rescue_before_update", "thread")],
    proves="T11: I12 I19 I20",
)
def cancel_meets_the_rescue(run: Run, point: str, fleet: str) -> None:
    """A job whose worker is dead is cancelled while it is being rescued; it does not run again."""
    with run.system(**FLEETS[fleet]) as system, ThreadPoolExecutor(1) as caller:
        client = system.start_web()
        for trial in run.trials():
            victim = system.start_worker("victim")
            job = client.submit("faults.gated", {"gate": str(trial)}).job
            system.wait_for_starts(1, job)
            victim.kill()
            system.failpoints.arm(Arm(point, "hold", times=1, role="rescuer"))
            rescuer = system.start_worker("rescuer")
            system.failpoints.wait_for_fire(point, trial + 1, within=RECOVERY + 20)
            cancel = caller.submit(client.cancel, job)
            # Where the row is locked the answer has to wait for it.
            time.sleep(0.3)
            system.failpoints.release()
            assert cancel.result(30).status in {200, 202}, cancel.result()
            # A claim may come between, and then the run it was for hears of the cancel; with the gate open it could end
            # before that, which is as right.
            assert client.wait_until_ended(job)["status"] == "CANCELLED"
            system.open_gate(str(trial))
            run.count("started again", len(system.entries("start", job)) - 1)
            rescuer.end()
        system.check()
