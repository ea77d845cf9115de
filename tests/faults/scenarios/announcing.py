"""Jobs become due in many ways; each is announced by whoever makes it so, not only found by whoever looks later."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta

from tests.faults.failpoints.arms import Arm
from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import System

#: Nobody looks for jobs that were not announced before all patience has ended.
_NO_REDELIVERY = {"REDELIVERY_AFTER": 600.0}
_SHUT = "The broker takes no messages"
_HOUR = 3600.0


def _soon(seconds: float = 1.0) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


@scenario(
    short=1,
    long=20,
    over=[(fleet,) for fleet in BROKERED],
    short_over=[("celery-redis",)],
    proves="T4: I2 I33",
)
def every_due_job_is_announced(run: Run, fleet: str) -> None:
    """Nobody looks again; jobs that wait for the broker, their time, a retry, or another process run all the same."""
    with run.system(**FLEETS[fleet], settings=_NO_REDELIVERY) as system:
        client = system.start_web()
        for _ in run.trials():
            worker = system.start_worker()
            failed = client.submit("faults.fail").job
            jobs = [
                _lost_by_its_process(system, client),
                client.submit("faults.step", run_after=_soon()).job,
                client.submit("faults.stumbling").job,
            ]
            client.wait_until_ended(failed)
            assert client.retry(failed).ok
            for job in (*jobs, failed):
                client.wait_until_ended(job)
            client.wait_until_ended(_submitted_without_a_broker(system, client))
            given_back = client.submit("faults.paced", {"seconds": [60.0, 0.0]}).job
            system.wait_for_starts(1, given_back)
            worker.terminate()
            heir = system.start_worker("heir")
            client.wait_until_ended(given_back)
            heir.end()
        system.check()


def _lost_by_its_process(system: System, client: Client) -> str:
    """A job whose process dies in its first attempt."""
    job = client.submit("faults.paced", {"seconds": [60.0, 0.0]}).job
    os.kill(system.wait_for_starts(1, job)[0].pid, signal.SIGKILL)
    return job


def _submitted_without_a_broker(system: System, client: Client) -> str:
    """A job of which the broker does not hear before it is back."""
    assert system.broker_proxy
    web = system.web_process()
    before = web.output.count(_SHUT)
    system.broker_proxy.switch("down")
    job = client.submit("faults.step").job
    wait_for(lambda: web.output.count(_SHUT) > before, 20, "the publisher to notice")
    system.broker_proxy.switch("pass")
    return job


@scenario(short=1, long=50, proves="T11 T19: I16 I31")
def parked_until_its_time(run: Run) -> None:
    """A worker whose clock is an hour ahead promotes no job too early, and none that is cancelled meanwhile."""
    with run.system() as system:
        client = system.start_web()
        system.start_worker(clock=_HOUR)
        for trial in run.trials():
            system.failpoints.arm(Arm("promote_before_update", "hold", times=1))
            early = client.submit("faults.step", run_after=_soon(_HOUR / 2)).job
            cancelled, kept = (client.submit("faults.step", run_after=_soon()).job for _ in range(2))
            system.failpoints.wait_for_fire("promote_before_update", trial + 1)
            assert client.cancel(cancelled).status == 200
            system.failpoints.release()
            client.wait_until_ended(kept)
            # Whoever is woken by mistake is woken before this one.
            client.wait_until_ended(client.submit("faults.step").job)
            client.cancel(early)
        system.check()
