"""How fast jobs are taken in."""

from __future__ import annotations

from benchmarks.floor import Floor
from benchmarks.jobs import noop
from benchmarks.measure import Measure, interleaved, p50, seconds
from django_jobkit import submit_many

_ONE_BY_ONE = 500
_MANY = 1000


def submit_one(floor: Floor, repeats: int) -> Measure:
    """One job a call, outside of any transaction."""
    at_floor, ours = interleaved(lambda: p50(floor.insert, _ONE_BY_ONE), lambda: p50(noop.submit, _ONE_BY_ONE), repeats)
    return Measure(
        name="submit one, p50",
        unit="µs",
        floor=at_floor,
        ours=ours,
        target=2.2,
        at_most=True,
    )


def submit_a_thousand(floor: Floor, repeats: int) -> Measure:
    """A thousand jobs a call."""

    def ours() -> float:
        requests = [noop.request() for _ in range(_MANY)]
        return _MANY / seconds(lambda: submit_many(requests))

    at_floor, rate = interleaved(lambda: _MANY / seconds(lambda: floor.insert_many(_MANY)), ours, repeats)
    return Measure(
        name="submit many, 1,000 a call",
        unit="jobs/s",
        floor=at_floor,
        ours=rate,
        target=0.5,
        at_most=False,
        peers="procrastinate 0.2",
    )
