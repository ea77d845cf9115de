"""What a job leaves behind in the thread or process that ran it: nothing."""

from __future__ import annotations

import time
from itertools import product
from random import Random

from tests.faults.scenario import Run, scenario
from tests.faults.system.fleets import BROKERED, FLEETS

_MESSES = (
    "nothing",
    "open transaction",
    "aborted transaction",
    "no autocommit",
    "closed connection",
    "cut line",
)
#: How a job ends: by itself, by a cancel at any moment, by its timeout.
_ENDS = ("returns", "is_cancelled", "times_out")
_SECONDS = 0.3


@scenario(
    short=len(_MESSES),
    long=170,
    over=list(product(_ENDS, ("thread", *BROKERED))),
    short_over=[("is_cancelled", "thread")],
    proves="T25: I39",
)
def tidy_after(run: Run, end: str, fleet: str) -> None:
    """On the one thread there is, a job ends in any way and leaves any mess; the next finds all as it should be."""
    dice = Random(f"{end} {fleet}")
    probes = []
    with run.system(**FLEETS[fleet], settings={"TIMEOUT_GRACE": 5.0}) as system:
        client = system.start_web(ready=False)
        worker = system.start_worker(ready=False, CONCURRENCY=1)
        system.await_web(client)
        for trial in run.trials():
            wish = {"mess": _MESSES[trial % len(_MESSES)], "seconds": _SECONDS}
            timeout = {"timeout": dice.uniform(0.5, 1.2) * _SECONDS} if end == "times_out" else {}
            job = client.submit("faults.messy", wish, max_attempts=1, **timeout).job
            if end == "is_cancelled":
                # Into the run, before it, or after it; whoever comes too late is told so.
                time.sleep(dice.uniform(0.0, 1.3) * _SECONDS)
                client.cancel(job)
            client.wait_until_ended(job)
            probes.append(client.wait_until_ended(client.submit("faults.probe").job)["result"])
        assert worker.is_alive
        system.check(may_fail=["faults.messy"])
    assert all(probe["clean"] for probe in probes)
    assert len({probe["pid"] for probe in probes}) == 1, "the process was replaced"
    threads = [len(probe["threads"]) for probe in probes]
    assert max(threads) - min(threads) <= 1, f"threads: {sorted(set(threads))}, {probes[-1]['threads']}"
    run.count("connections", len({probe["backend"] for probe in probes}))
