"""The broker dies, or loses its connections, while workers consume from it."""

from __future__ import annotations

import time
from itertools import product

from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import System

_DOWN = 1.0


def _strike(run: Run, system: System) -> None:
    """Kill Redis and all that it held; cut RabbitMQ's connections, for it is not ours to kill."""
    assert system.broker_proxy
    if system.rabbitmq:
        system.broker_proxy.switch("down")
        time.sleep(_DOWN)
        system.broker_proxy.switch("pass")
    else:
        system.redis.kill()
        time.sleep(_DOWN)
        system.redis.start()


@scenario(
    short=1,
    long=20,
    over=list(product(BROKERED, ("prefork", "threads"))),
    short_over=[("celery-redis", "prefork"), ("celery-rabbitmq", "threads")],
    proves="T3: I2 I9",
)
def broker_dies_under_workers(run: Run, fleet: str, pool: str) -> None:
    """The broker dies with messages in it and jobs running; the same workers go on and miss nothing."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        worker = system.start_worker(pool=pool)
        for trial in run.trials():
            jobs = [client.submit("faults.effect", {"seconds": 1.0}).job for _ in range(10)]
            system.wait_for_starts(11 * trial + 1)
            _strike(run, system)
            for job in jobs:
                client.wait_until_ended(job, within=60)
            afterwards = client.submit("faults.effect")
            client.wait_until_ended(afterwards.job, within=60)
        assert worker.is_alive
        system.check(every_claim_starts=True)
