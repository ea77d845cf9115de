"""A long day: jobs keep coming, and every moment somebody is killed."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from random import Random

from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.servers.process import Process
from tests.faults.system.client import Client
from tests.faults.system.fleets import BROKERED, FLEETS
from tests.faults.system.supervisor import supervised

_JOBS_PER_KILL = 50
#: Seconds between kills.
_PAUSES = (0.5, 3.0)
_PACE = sum(_PAUSES) / 2 / _JOBS_PER_KILL
#: Each so many kills, a process of the web server goes as well.
_WEB_KILL_EVERY = 10
_WORKERS = 4
#: Children of a prefork worker are many processes on few cores.
_PREFORK_WORKERS = 3
_PREFORK_CHILDREN = 3


@scenario(
    short=3,
    long=200,
    over=[("thread",), *((fleet,) for fleet in BROKERED)],
    short_over=[("thread",), ("celery-rabbitmq",)],
    proves="T2: all",
)
def random_kills(run: Run, fleet: str) -> None:
    """Processes are killed at random while jobs come in, fail and are cancelled; a trial is a kill amid 50 jobs."""
    prefork = fleet in BROKERED
    total = run.wanted * _JOBS_PER_KILL
    dice = Random(fleet)
    with run.system(**FLEETS[fleet]) as system:
        client = system.start_web(processes=2, ready=False)
        web = system.web_process()
        more = {"CONCURRENCY": _PREFORK_CHILDREN} if prefork else {}
        starter = partial(system.start_worker, ready=False, **more)
        with supervised(*[starter] * (_PREFORK_WORKERS if prefork else _WORKERS)) as supervisor:
            system.await_web(client)
            load = _Load(client, total)
            for trial in run.trials():
                time.sleep(dice.uniform(*_PAUSES))
                # Where the machine is slow, the kills wait for the jobs.
                wait_for(partial(load.has_submitted, trial * _JOBS_PER_KILL), 120, "more jobs")
                run.count(_strike(dice, dice.choice(supervisor.processes)))
                if trial % _WEB_KILL_EVERY == _WEB_KILL_EVERY // 2:
                    _kill_a_child(dice, web)
                    run.count("kills of web processes")
            load.finish()
            system.settle(120)
            supervisor.stop()
        run.count("restarts", supervisor.restarts)
        evidence = system.check()
    assert len(evidence.jobs) == total


def _strike(dice: Random, worker: Process) -> str:
    """Kill all of a worker, or one process of its pool where it has one; answers what was done."""
    if dice.random() < 0.5 and _kill_a_child(dice, worker):
        return "kills of single children"
    worker.kill()
    return "kills of workers"


def _kill_a_child(dice: Random, process: Process) -> bool:
    children = process.children
    if not children:
        return False
    with suppress(ProcessLookupError):
        os.kill(dice.choice(children), signal.SIGKILL)
    return True


class _Load:
    """Four callers who submit `total` jobs in all, in time with one another."""

    def __init__(self, client: Client, total: int) -> None:
        self._client = client
        self._total = total
        self._began_at = time.monotonic()
        self._numbers = count()
        self._submitted = 0
        self._callers = ThreadPoolExecutor(4)
        self._calls = [self._callers.submit(self._call, Random(number)) for number in range(4)]

    def has_submitted(self, number: int) -> bool:
        """Whether so many jobs were accepted."""
        return self._submitted >= number

    def finish(self) -> None:
        """Wait until all is submitted; raises what went wrong."""
        with self._callers:
            for call in self._calls:
                call.result()

    def _call(self, dice: Random) -> None:
        while (number := next(self._numbers)) < self._total:
            time.sleep(max(0.0, self._began_at + number * _PACE - time.monotonic()))
            task = dice.choices(["faults.step", "faults.effect", "faults.fail"], [65, 30, 5])[0]
            job = self._submit(task, round(dice.uniform(0.005, 0.5), 3), f"soak-{number}")
            self._submitted = max(self._submitted, number)
            if dice.random() < 0.05:
                time.sleep(dice.uniform(0.0, 0.5))
                self._client.cancel(job)

    def _submit(self, task: str, seconds: float, key: str) -> str:
        # Who gets no answer asks again with the same key, as any client would whose web server died.
        jobs: list[str] = []
        wait_for(
            lambda: jobs.append(self._client.submit(task, {"seconds": seconds}, key=key).job) or jobs[-1],
            30,
            "an answer to a submit",
        )
        return jobs[-1]
