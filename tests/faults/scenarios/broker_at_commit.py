"""The broker is not what it should be at the moment of a submit."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product

from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.servers.proxy import Mode
from tests.faults.system.client import Client
from tests.faults.system.disturbances import repeatedly
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import System

#: The promise of reliability.md (I3), in seconds; and so long an outage lasts at least, past every timeout of ours.
_SOON = 3.0
_CALLERS = 4
_RESET_EVERY = 0.05


def _submit(run: Run, client: Client) -> None:
    """As many submits as there are trials, some at a time; each must be accepted soon."""
    with ThreadPoolExecutor(_CALLERS) as callers:
        answers = list(callers.map(lambda _: client.submit("faults.effect"), run.trials()))
    refused = [answer for answer in answers if answer.status != 202]
    late = [answer.seconds for answer in answers if answer.seconds > _SOON]
    assert not refused, refused[0]
    assert not late, f"{len(late)} submits took up to {max(late):.1f} s"
    run.count("submits that took a second", sum(answer.seconds > 1 for answer in answers))


def _during(mode: Mode) -> Callable[[Run, System, Client], None]:
    def submit(run: Run, system: System, client: Client) -> None:
        assert system.broker_proxy
        system.start_worker()
        began_at = time.monotonic()
        system.broker_proxy.switch(mode)
        _submit(run, client)
        time.sleep(max(0.0, began_at + _SOON - time.monotonic()))
        system.broker_proxy.switch("pass")

    return submit


def _under_resets(run: Run, system: System, client: Client) -> None:
    assert system.broker_proxy
    system.start_worker()
    with repeatedly(system.broker_proxy.reset_all, _RESET_EVERY):
        _submit(run, client)
    run.count("connections reset", system.broker_proxy.resets)


def _before_it_is_emptied(run: Run, system: System, client: Client) -> None:
    system.empty_broker()
    _submit(run, client)
    wait_for(lambda: system.depth() >= run.wanted, 20, "all messages in the broker")
    system.empty_broker()
    assert system.depth() == 0
    system.start_worker()


_HOW: dict[str, Callable[[Run, System, Client], None]] = {
    "refused": _during("down"),
    "silent": _during("blackhole"),
    "reset": _during("reset"),
    "resets": _under_resets,
    "emptied": _before_it_is_emptied,
}


@scenario(
    short=10,
    long=50,
    over=list(product(_HOW, BROKERED)),
    short_over=[("silent", "celery-redis"), ("resets", "celery-rabbitmq"), ("emptied", "celery-redis")],
    proves="T3: I2 I3",
)
def broker_fails_at_commit(run: Run, how: str, fleet: str) -> None:
    """Submits are accepted within 3 s whatever the broker does, and every job is run once the broker is back."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web()
        first = client.submit("faults.effect")
        assert first.ok, first
        _HOW[how](run, system, client)
        evidence = system.check(within=90)
    assert len(evidence.jobs) == run.wanted + 1
