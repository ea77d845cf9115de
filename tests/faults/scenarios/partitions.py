"""A worker is cut off from the database while its jobs run."""

from __future__ import annotations

import time
from itertools import product

from tests.faults.scenario import Run, scenario
from tests.faults.servers.proxy import Mode
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import LEASE, RECOVERY

_JOBS = 4
_LEASES = 3
#: Until they are stopped.
_LONG = 300.0


@scenario(
    short=1,
    long=15,
    over=list(product(("blackhole", "reset", "down"), ("thread", *BROKERED))),
    short_over=[("blackhole", "celery-redis")],
    proves="T9: I6 I14 I27 I28",
)
def cut_off_from_the_database(run: Run, mode: Mode, fleet: str) -> None:
    """A worker cannot reach the database for three leases: it stops its handlers before others begin, and recovers."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(proxied=False)
        proxy = system.database_proxy
        assert proxy
        for _ in run.trials():
            begun = len(system.entries("start"))
            victim = system.start_worker("victim")
            jobs = [client.submit("faults.paced", {"seconds": [_LONG, 0.5]}).job for _ in range(_JOBS)]
            system.wait_for_starts(begun + _JOBS)
            heir = system.start_worker("heir", proxied=False)
            cut_at = time.monotonic()
            proxy.switch(mode)
            # Until its hands are full, the victim takes messages from a broker that it can reach.
            system.wait_for_starts(begun + 2 * _JOBS, within=_LEASES * LEASE + (30 if fleet in BROKERED else RECOVERY))
            time.sleep(max(0.0, cut_at + _LEASES * LEASE - time.monotonic()))
            proxy.switch("pass")
            for job in jobs:
                client.wait_until_ended(job, within=RECOVERY + 20)
            heir.end()
            # Only the victim is left to run this one.
            client.wait_until_ended(client.submit("faults.effect").job, within=RECOVERY + 20)
            assert victim.is_alive
            victim.end()
            run.count("attempts cut off", _JOBS)
        system.check()
