"""Jobs that were cancelled do not come back, whatever becomes of their attempts and messages."""

from __future__ import annotations

import os
import signal

from tests.faults.failpoints.arms import Arm
from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import RECOVERY

_SLOTS = 2
#: So long that what ends promptly was not ended by rescue.
_LEASE = 12.0
_PROMPTLY = 6.0


@scenario(
    short=1,
    long=50,
    over=[(fleet,) for fleet in ("thread", *BROKERED)],
    short_over=[("thread",), ("celery-redis",)],
    proves="T11: I12 I16 I20",
)
def cancelled_for_good(run: Run, fleet: str) -> None:
    """One fails and might be tried again, one listens, one loses its process, one waits; all are cancelled for good."""
    with run.system(**FLEETS[fleet], settings={"LEASE": _LEASE}) as system:
        client = system.start_web()
        for trial in run.trials():
            never = f"never-{trial}"
            worker = system.start_worker(CONCURRENCY=_SLOTS)
            system.failpoints.arm(Arm("before_settle", "hold", times=1))
            fails = client.submit("faults.stumbling").job
            system.failpoints.wait_for_fire("before_settle", trial + 1)
            assert client.cancel(fails).status == 202
            system.failpoints.disarm()
            client.wait_until_ended(fails, within=_PROMPTLY)
            listens = client.submit("faults.gated", {"gate": never}).job
            dies = client.submit("faults.gated", {"gate": never, "deaf": True}).job
            begun = [system.wait_for_starts(1, job)[0] for job in (listens, dies)]
            waits = client.submit("faults.step").job
            assert client.cancel(waits).status == 200
            assert [client.cancel(job).status for job in (listens, dies)] == [202, 202]
            client.wait_until_ended(listens, within=_PROMPTLY)
            os.kill(begun[-1].pid, signal.SIGKILL)
            heir = system.start_worker("heir")
            client.wait_until_ended(dies, within=_LEASE + RECOVERY + 10)
            after = client.submit("faults.step").job
            client.wait_until_ended(after)
            ended = {client.look(job).body["status"] for job in (listens, fails, dies, waits)}
            assert ended == {"CANCELLED"}, f"a job came back: {ended}"
            worker.end()
            heir.end()
        system.check()
