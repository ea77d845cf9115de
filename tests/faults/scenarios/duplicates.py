"""A broker that delivers again and again, what is over, and what is nonsense."""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import uuid4

from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.system import System

_COPIES = 3
_AT_ONCE = 50
_DELETED = 5
#: A message that names no job must not be answered with an error, which would bring it back.
_NONSENSE: list[Any] = ["", "no id", 17, None, {"id": 1}, [], ["a", "b"], "a\\u0000b", "x" * 10_000]


def _shout(system: System, messages: list[Any], number: int) -> None:
    path = system.folder / f"messages-{number}"
    path.write_text(json.dumps(random.sample(messages, len(messages))))
    assert system.start("-m", "tests.faults.host.shouting", str(path), role="shouter").wait(60) == 0


@scenario(
    short=_AT_ONCE,
    long=1000,
    over=[*((fleet, late) for fleet in BROKERED for late in (False, True)), ("django_tasks", False)],
    short_over=[("celery-redis", True)],
    proves="T10: I9",
)
def delivered_again(run: Run, fleet: str, acks_late: bool) -> None:
    """Each message comes three times, in any order, also after the end and for deleted jobs; each job runs once."""
    celery = {"CELERY_TASK_ACKS_LATE": acks_late}
    with run.system(**FLEETS[fleet], celery=celery) as system:
        client = system.start_web()
        workers = [system.start_worker(), system.start_worker()]
        for number in run.trials(factor=_AT_ONCE):
            gone = [client.submit("faults.effect").job for _ in range(_DELETED)]
            for job in gone:
                client.wait_until_ended(job)
                assert client.ask("DELETE", f"jobs/{job}/").ok
            jobs = [client.submit("faults.effect").job for _ in range(_AT_ONCE)]
            nonsense = _NONSENSE if fleet in BROKERED else []
            _shout(system, [*jobs * _COPIES, *gone * _COPIES, str(uuid4()), *nonsense], 2 * number)
            for job in jobs:
                client.wait_until_ended(job)
            _shout(system, jobs, 2 * number + 1)
            run.count("messages too many", (_COPIES + 1) * _AT_ONCE + _COPIES * _DELETED + len(nonsense) + 1)
        if fleet in BROKERED:
            wait_for(lambda: system.depth() == 0, 30, "an empty queue")
        assert all(worker.is_alive for worker in workers)
        evidence = system.check(every_claim_starts=True)
    assert {row.attempt for row in evidence.jobs.values()} == {1}, "a message too many ran a job again"
