"""Jobs that take their worker down, among many that do not."""

from __future__ import annotations

from functools import partial

from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.supervisor import supervised

_WAYS_TO_DIE = ("kill", "exit", "segfault")
_NEIGHBOURS = 8
_ATTEMPTS = 3


@scenario(
    short=3,
    long=60,
    over=[(fleet,) for fleet in ("thread", *BROKERED)],
    short_over=[("celery-redis",)],
    proves="T12: I10 I11 I12",
)
def poison_in_a_crowd(run: Run, fleet: str) -> None:
    """Jobs that kill their process, each in one of three ways, are given up; eight others for each of them complete."""
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(ready=False)
        starter = partial(system.start_worker, ready=False)
        with supervised(starter, starter) as supervisor:
            system.await_web(client)
            for trial in run.trials():
                client.submit("faults.poison", {"how": _WAYS_TO_DIE[trial % len(_WAYS_TO_DIE)]})
                for _ in range(_NEIGHBOURS):
                    client.submit("faults.step", {"seconds": 0.1})
            system.settle(60 + 10 * run.wanted)
            supervisor.stop()
        run.count("restarts", supervisor.restarts)
        evidence = system.check()
    for row in evidence.jobs.values():
        if row.task == "faults.poison":
            assert (row.status, row.attempt, row.error["code"]) == ("FAILED", _ATTEMPTS, "worker_lost")
        else:
            assert row.status == "COMPLETED"
