"""Medians of interleaved repeats, and what is said of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One line of the report. `ratio` is ours to the floor; better is lower or higher as `at_most` says."""

    name: str
    unit: str
    floor: float
    ours: float
    target: float
    at_most: bool
    peers: str = ""
    #: What `floor` is the figure of.
    beside: str = "raw SQL"

    @property
    def ratio(self) -> float:
        """Ours in floors."""
        return self.ours / self.floor

    @property
    def reached(self) -> bool:
        """Whether the target is met."""
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def interleaved(floor: Callable[[], float], ours: Callable[[], float], repeats: int) -> tuple[float, float]:
    """The medians of `repeats` figures of each, taken in turns so that a busy moment hits both."""
    pairs = [(floor(), ours()) for _ in range(repeats)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def p50(act: Callable[[], object], times: int) -> float:
    """The median time of `act`, in microseconds."""
    return statistics.median(seconds(act) for _ in range(times)) * 1e6
