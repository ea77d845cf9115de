"""Where guests are measured: a database each on PostgreSQL and on SQLite, which processes of their own use."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.database import empty_database
from benchmarks.measure import Measure

_MEGABYTE = 1024 * 1024
_ALLOWED = 150 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Place:
    """A database, the file that is uploaded to it, and one that the floor writes."""

    name: str
    module: str
    environment: Mapping[str, str]
    source: Path
    target: Path
    rows: int

    def act(self, name: str, *arguments: str) -> Any:
        """What a process of `module` answers; raises CalledProcessError."""
        command = [sys.executable, "-m", self.module, name, *arguments]
        environment = {**os.environ, **self.environment}
        return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)

    def speed(
        self, name: str, beside: str, rounds: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], target: float
    ) -> Measure:
        """Rows a second; `rounds` are what the floor and what ours has spent."""
        floor, ours = (statistics.median(one[side]["seconds"] for one in rounds) for side in (0, 1))
        cpu = [statistics.median(one[side]["cpu"] for one in rounds) for side in (0, 1)]
        return Measure(
            name=f"{name}, {self.rows:,} rows, {self.name}",
            beside=beside,
            unit="rows/s",
            floor=self.rows / floor,
            ours=self.rows / ours,
            target=target,
            at_most=False,
            # What else runs on the machine slows both down, but not always at the same time.
            peers=f"{cpu[0] / cpu[1]:.2f} in CPU time of the process",
        )

    def memory(self, name: str, peak: int) -> Measure:
        """Bytes that a process took at most above what it held when it was idle."""
        return Measure(
            name=f"{name}, {self.name}",
            beside="allowed above idle",
            unit="MB",
            floor=_ALLOWED / _MEGABYTE,
            ours=peak / _MEGABYTE,
            target=1.0,
            at_most=True,
        )


def places(folder: Path, module: str, source: Path, rows: int, names: Sequence[str] = ()) -> Iterator[Place]:
    """One after the other, migrated, by these names or all; each is emptied when the next is asked for."""
    for name, environment in _databases(folder, module):
        if not names or name in names:
            media = {"BENCH_MEDIA": str(folder / name)}
            place = Place(name, module, {**environment, **media}, source, folder / f"{name}-floor", rows)
            with _emptied(environment):
                place.act("migrate")
                yield place


def _databases(folder: Path, module: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    label = module.rpartition(".")[2].removesuffix("_process")
    yield "PostgreSQL", {"BENCH_DATABASE": f"jobkit_bench_{label}"}
    yield "SQLite", {"BENCH_SQLITE": str(folder / f"{label}.sqlite3")}


@contextmanager
def _emptied(environment: Mapping[str, str]) -> Iterator[None]:
    if (name := environment.get("BENCH_DATABASE")) is None:
        yield
        return
    with empty_database(name):
        yield


def spent(act: Callable[[], object]) -> dict[str, float]:
    """The seconds that `act` takes, by the clock and of this process."""
    begun, cpu = time.perf_counter(), time.process_time()
    act()
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}
