"""Any value at all, returned by a handler and read by a client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product

from tests.faults.scenario import Run, scenario
from tests.faults.system.client import Client
from tests.faults.system.fleets import FLEETS
from tests.faults.values import is_plain, value_of

_CALLERS = 4


def _return_and_read(run: Run, client: Client, seed: int) -> None:
    job = client.submit("faults.return", {"seed": seed}).job
    ended = client.wait_until_ended(job, within=60)
    read = client.ask("GET", f"jobs/{job}/result/")
    value = value_of(seed)
    if is_plain(value):
        assert ended["status"] == "COMPLETED", f"{value!r}: {ended['error']}"
        assert read.body["result"] == {"value": value}, f"{value!r} came back as {read.body}"
    assert (ended["status"] == "COMPLETED") == read.ok, read
    run.count(ended["status"].lower())


@scenario(
    short=20,
    long=500,
    over=[*product(("postgresql", "sqlite"), ("thread",)), ("postgresql", "celery-redis")],
    short_over=[("sqlite", "thread")],
    proves="T22: I21 I23",
)
def any_value_is_returned(run: Run, database: str, fleet: str) -> None:
    """Whatever is plain JSON comes back as it was returned, and whatever is not ends its job with a clear word."""
    with run.system(**FLEETS[fleet], database=database) as system, ThreadPoolExecutor(_CALLERS) as callers:
        client = system.start_web()
        system.start_worker()
        list(callers.map(lambda seed: _return_and_read(run, client, seed), run.trials()))
        system.check(may_fail=["faults.return"])
