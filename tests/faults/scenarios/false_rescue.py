"""Jobs that look dead from outside and are not: long, deaf, greedy for the interpreter, on a busy host."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

from tests.faults.scenario import Run, scenario
from tests.faults.servers.process import Process
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import LEASE, System

_JOBS = 2
#: What a job is busy with, and for how many leases.
_KINDS = {
    "loop": ("loop", 4.0),
    "sleep": ("sleep", 4.0),
    "busy_host": ("loop", 2.0),
    "interpreter_for_half_a_lease": ("interpreter", 0.5),
    "interpreter_for_three_leases": ("interpreter", 3.0),
}
_SPIN = "import time\nend = time.monotonic() + 120\nwhile time.monotonic() < end: pass"
#: A thread that heartbeats for a job shares its interpreter; the parent of a prefork child has one of its own.
_MAY_BE_RESCUED = [("interpreter_for_three_leases", "thread")]


@scenario(
    short=1,
    long=50,
    over=list(product(_KINDS, ("thread", *BROKERED))),
    short_over=[("interpreter_for_three_leases", "celery-rabbitmq")],
    proves="T14: I7 I13",
)
def well_but_silent(run: Run, kind: str, fleet: str) -> None:
    """A handler looks at nothing for longer than its lease; nobody takes its job, or its late word is refused."""
    how, leases = _KINDS[kind]
    rescue_is_right = (kind, fleet) in _MAY_BE_RESCUED
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(ready=False)
        for role in ("one", "other"):
            system.start_worker(role, ready=False, CONCURRENCY=_JOBS)
        system.await_web(client)
        with _spinning(system, 4 if kind == "busy_host" else 0):
            for _ in run.trials(factor=_JOBS):
                # A job that is rescued each time would never end.
                wish = {"how": how, "seconds": leases * LEASE, "again": not rescue_is_right}
                jobs = [client.submit("faults.busy", wish).job for _ in range(_JOBS)]
                for job in jobs:
                    client.wait_until_ended(job, within=90)
        # A process that could not look at anything for so long cannot know that it has lost its job either.
        evidence = system.check(overlap=leases * LEASE if rescue_is_right else 0.0)
    rescued = sum(row.attempt - 1 for row in evidence.jobs.values())
    run.count("rescues", rescued)
    assert rescue_is_right or not rescued, "a job was rescued whose worker was well"


@contextmanager
def _spinning(system: System, number: int) -> Iterator[None]:
    """Some processes that do nothing, as fast as they can."""
    log = system.folder / "spinning.log"
    spinning = [Process([sys.executable, "-c", _SPIN], os.environ, log, "spinning") for _ in range(number)]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
