"""A worker dies with its hands full."""

from __future__ import annotations

import time

from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import ALL, BROKERED, FLEETS
from tests.faults.system.system import RECOVERY

_JOBS = 20
#: A prefork worker runs so many; Celery has it fetch four times as many messages, of which it then holds the rest.
_CHILDREN = 4


@scenario(
    short=1,
    long=10,
    over=[(fleet,) for fleet in ALL],
    short_over=[("celery-redis",)],
    proves="T2: I2 I8 I12",
)
def twenty_in_hand(run: Run, fleet: str) -> None:
    """A worker is killed with twenty jobs in hand; its heir completes all of them within a lease and a tick."""
    running = _CHILDREN if fleet in BROKERED else 1 if fleet == "django_tasks" else _JOBS
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        for trial in run.trials():
            gate = str(trial)
            before = len(system.entries())
            victim = system.start_worker("victim", CONCURRENCY=running)
            jobs = [client.submit("faults.gated", {"gate": gate}).job for _ in range(_JOBS)]
            system.wait_for_starts(before + running)
            heir = system.start_worker("heir", CONCURRENCY=running)
            victim.kill()
            killed_at = time.monotonic()
            system.open_gate(gate)
            for job in jobs:
                left = killed_at + RECOVERY + _JOBS / running - time.monotonic()
                assert client.wait_until_ended(job, within=left)["status"] == "COMPLETED"
            run.count("milliseconds of recovery", round(1000 * (time.monotonic() - killed_at)))
            heir.end()
        system.check()
