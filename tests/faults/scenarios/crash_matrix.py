"""A worker dies, stumbles or freezes at every instant that has a name, while its neighbour goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product

from tests.faults.failpoints.arms import Arm, Fire
from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.supervisor import supervised
from tests.faults.system.system import LEASE, RECOVERY, System

_WORKER = "worker"
_FLEETS = ("thread", *BROKERED)
#: What the failpoint itself does, and for "loss" and "stop" the scenario does the rest.
_ACTIONS = {"kill": "kill", "raise": "raise", "outage": "outage", "stop": "stop", "loss": "hold"}
#: Passed by whoever runs a job.
_RUNNING = (
    "before_claim",
    "after_claim",
    "before_handler",
    "after_handler",
    "before_settle",
    "after_settle_before_ack",
    "during_heartbeat",
    "before_checkpoint",
    "after_checkpoint",
)
#: Passed in the thread of a handler, but outside it.
_BESIDE_THE_HANDLER = ("before_handler", "after_handler")
#: Passed by whoever brings back what the dead held, or what was parked.
_SWEEPING = ("rescue_after_look", "rescue_before_update", "rescue_before_commit", "promote_before_update")
#: Seconds that a thawed handler may go on beside its successor, until its process has looked around.
_BLINK = 2.0
# A lost hint is sent again after REDELIVERY_AFTER, a failed attempt tried again after its back-off.
_PATIENCE = RECOVERY + 40


@scenario(
    short=1,
    long=20,
    over=list(product(_RUNNING, _ACTIONS, _FLEETS)),
    short_over=[
        ("after_settle_before_ack", "kill", "thread"),
        ("after_claim", "kill", "celery-rabbitmq"),
        ("after_settle_before_ack", "loss", "celery-redis"),
    ],
    proves="T1: I2 I6-I12 I16-I18 I21",
)
def worker_dies_at(run: Run, point: str, action: str, fleet: str) -> None:
    """One of two workers is struck while it runs jobs; its successor finishes what it held."""
    with _pair(run, fleet) as (system, client):
        for trial in run.trials():
            system.failpoints.arm(Arm(point, _ACTIONS[action], times=1, role=_WORKER))  # type: ignore[arg-type]
            ids = [client.submit("faults.effect", {"seconds": 0.6}).job for _ in range(3)]
            _strike(system, system.failpoints.wait_for_fire(point, trial + 1), action)
            ended = [client.wait_until_ended(job, within=_PATIENCE) for job in ids]
            failed = [job["error"]["message"] for job in ended if job["status"] == "FAILED"]
            # What a handler raises is retried; what is raised beside it nobody foresaw, and no policy is asked.
            is_fatal = point in _BESIDE_THE_HANDLER and action in {"raise", "outage"}
            assert (len(failed), all(point in message for message in failed)) == (is_fatal, True), failed


@scenario(
    short=1,
    long=20,
    over=list(product(_SWEEPING, _ACTIONS, _FLEETS)),
    short_over=[("rescue_before_commit", "kill", "thread")],
    proves="T1 T15: I2 I12 I16-I18",
)
def sweeper_dies_at(run: Run, point: str, action: str, fleet: str) -> None:
    """A worker is lost with jobs in its hands, and whoever is about to bring them back is struck as well."""
    with _pair(run, fleet) as (system, client):
        for trial in run.trials():
            system.failpoints.arm(Arm(point, _ACTIONS[action], times=1, role=_WORKER))  # type: ignore[arg-type]
            before = len(system.entries())
            later = datetime.now(UTC) + timedelta(seconds=1.5)
            ids = [client.submit("faults.effect", {"seconds": 1.2}).job for _ in range(3)]
            ids += [client.submit("faults.step", run_after=later.isoformat()).job for _ in range(2)]
            if point.startswith("rescue"):
                begun = system.wait_for_starts(before + 3)[before]
                system.worker_of(begun.pid).kill()
            _strike(system, system.failpoints.wait_for_fire(point, trial + 1), action)
            for job in ids:
                client.wait_until_ended(job, within=_PATIENCE)


@contextmanager
def _pair(run: Run, fleet: str) -> Iterator[tuple[System, Client]]:
    """A web server, and two workers that are replaced when they die; everything is checked at the end."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(ready=False)
        starter = partial(system.start_worker, _WORKER, ready=False, CONCURRENCY=2)
        with supervised(starter, starter) as supervisor:
            system.await_web(client)
            yield system, client
            supervisor.stop()
        run.count("restarts", supervisor.restarts)
        system.check(overlap=_BLINK, may_fail=["faults.effect"])


def _strike(system: System, fire: Fire, action: str) -> None:
    """Do to the process at the failpoint what it cannot do to itself."""
    if action == "loss":
        system.worker_of(fire.pid).kill()
    elif action == "stop":
        # How long it is frozen is the fault itself; there is nothing to wait for.
        time.sleep(2 * LEASE)
        # Its parent may have killed it over the lease that it lost.
        with suppress(ProcessLookupError):
            os.kill(fire.pid, signal.SIGCONT)
