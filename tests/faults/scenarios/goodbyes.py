"""Processes are told to end: while idle, while busy, more than once, and then by force."""

from __future__ import annotations

import os
import signal
import time
from itertools import product

from tests.faults.patience import wait_for
from tests.faults.scenario import Run, scenario
from tests.faults.servers.process import Process
from tests.faults.system.fleets import BROKERED, FLEETS

#: The host's SHUTDOWN_GRACE, and what an orderly end may take beyond it on a machine that does other things too.
_GRACE = 2.0
_BOUND = 3.0
#: Celery needs seconds for its own affairs, also when it was idle.
_CELERYS_BOUND = 8.0
_BUDGET = 100
_JOBS = 3
_SOFT = {"celery": {"CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT": 1.0}}
#: How long jobs of each attempt work, and whether they listen.
_SHORT = {"seconds": [0.5]}
_LONG = {"seconds": [60.0, 0.0]}
_MANNERS = {
    "idle": None,
    "short": _SHORT,
    "long": _LONG,
    "deaf": {**_LONG, "deaf": True},
    "five_times": _LONG,
    "then_killed": _LONG,
}
_CELERYS_OWN = {"cold": _LONG, "soft": _LONG, "soft_and_deaf": {**_LONG, "deaf": True}}


@scenario(
    short=1,
    long=20,
    over=[*product(_MANNERS, ("thread", *BROKERED)), *product(_CELERYS_OWN, BROKERED)],
    short_over=[("deaf", "thread"), ("long", "celery-redis")],
    proves="T20: I10 I32 I33",
)
def worker_is_told_to_end(run: Run, manner: str, fleet: str) -> None:
    """A worker ends in time; what is short completes, what is long goes back uncharged, and the next worker has it."""
    params = {**_MANNERS, **_CELERYS_OWN}[manner]
    killed = 0
    with run.system(**FLEETS[fleet], **(_SOFT if manner.startswith("soft") else {})) as system:
        client = system.start_web()
        for _ in run.trials():
            worker = system.start_worker(CONCURRENCY=_JOBS)
            system.settle()
            before = len(system.entries())
            jobs = [client.submit("faults.paced", params).job for _ in range(_JOBS)] if params else []
            system.wait_for_starts(before + len(jobs))
            told_at = time.monotonic()
            _end(worker, manner, _CELERYS_BOUND if fleet in BROKERED else _BOUND)
            run.count("milliseconds to end", round(1000 * (time.monotonic() - told_at)))
            held = [row for row in system.open_jobs() if row[1] == "RUNNING"]
            if manner == "then_killed":
                killed += len(held)
            else:
                assert not held, f"left RUNNING: {held}\n{worker.output[-4000:]}"
            assert manner != "short" or all(client.look(job).body["status"] == "COMPLETED" for job in jobs)
        system.start_worker("heir")
        evidence = system.check()
    charged = sum(row.attempt - 1 - (row.max_attempts - _BUDGET) for row in evidence.jobs.values())
    assert charged == killed, f"{charged} attempts charged for {killed} jobs that were lost"


def _end(worker: Process, manner: str, bound: float) -> None:
    """Tell `worker` to end, and see that it does in time."""
    worker.send(signal.SIGQUIT if manner in _CELERYS_OWN else signal.SIGTERM)
    if manner == "five_times":
        for _ in range(4):
            time.sleep(0.05)
            worker.send(signal.SIGTERM)
    if manner == "then_killed":
        time.sleep(0.3)
        worker.kill()
        return
    # On a machine that has more to do than it can, everything takes so many times as long.
    slowness = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    code = worker.wait(_GRACE + bound * slowness)
    assert code == 0 or manner not in {"idle", "short", "long", "deaf"}, f"exit code {code}:\n{worker.output[-4000:]}"


@scenario(short=1, long=20, proves="T20: I32")
def web_server_reloads(run: Run) -> None:
    """A web server whose processes run jobs reloads; the old ones give back what their successors then run."""
    with run.system() as system:
        client = system.start_web(processes=2, AUTOSTART=True)
        web = system.web_process()
        for _ in run.trials():
            before = len(system.entries())
            jobs = [client.submit("faults.paced", {"seconds": [60.0, 0.1]}).job for _ in range(_JOBS)]
            system.wait_for_starts(before + _JOBS)
            old = set(web.children)
            web.send(signal.SIGHUP)
            for job in jobs:
                client.wait_until_ended(job, within=30)
            wait_for(lambda old=old: not old & set(web.children), 10, "the end of the old processes")
        evidence = system.check()
    assert {(row.attempt, row.max_attempts) for row in evidence.jobs.values()} == {(2, _BUDGET + 1)}
