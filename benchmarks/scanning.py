"""What it costs to turn a large file into a collection, and to read it again."""

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
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import scans_floor
from benchmarks.database import empty_database
from benchmarks.measure import Measure
from benchmarks.scans_data import write_csv

_MEGABYTE = 1024 * 1024
_ALLOWED = 150 * _MEGABYTE
_LOOKS = 60


@dataclass(frozen=True, slots=True)
class _Place:
    """A database that processes of their own use, and the file that they upload to it."""

    name: str
    environment: Mapping[str, str]
    source: Path
    target: Path
    rows: int

    def act(self, name: str, *arguments: str) -> Any:
        """What a process answers; raises CalledProcessError."""
        command = [sys.executable, "-m", "benchmarks.scans_process", name, *arguments]
        environment = {**os.environ, **self.environment}
        return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)


def scans(rows: int, repeats: int) -> list[Measure]:
    """A CSV of `rows` rows: to stored results, pages of them, downloads, and the memory of all that."""
    with TemporaryDirectory(prefix="jobkit-bench-") as directory:
        folder = Path(directory)
        source, target = folder / "customers.csv", folder / "floor.ndjson.gz"
        write_csv(source, rows)
        measures: list[Measure] = []
        for name, environment in _databases(folder):
            place = _Place(name, {**environment, "BENCH_MEDIA": str(folder / name)}, source, target, rows)
            with _emptied(environment):
                place.act("migrate")
                measures += _measured(place, repeats)
        return measures


def _databases(folder: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "PostgreSQL", {"BENCH_DATABASE": "jobkit_bench_scans"}
    yield "SQLite", {"BENCH_SQLITE": str(folder / "scans.sqlite3")}


@contextmanager
def _emptied(environment: Mapping[str, str]) -> Iterator[None]:
    if (name := environment.get("BENCH_DATABASE")) is None:
        yield
        return
    with empty_database(name):
        yield


def _measured(place: _Place, repeats: int) -> list[Measure]:
    rounds = [_stored(place) for _ in range(repeats)]
    scan_id = rounds[-1][1]["scan"]
    stored = _speed(place, "CSV to stored results", "csv and gzip NDJSON", rounds)
    return [
        stored,
        _memory(place, "peak memory of the worker", max(run["peak"] for _, run in rounds)),
        *_downloads(place, scan_id, repeats),
        _depth(place, scan_id, repeats),
    ]


def _spent(act: Callable[[], object]) -> dict[str, float]:
    begun, cpu = time.perf_counter(), time.process_time()
    act()
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}


def _stored(place: _Place) -> tuple[dict[str, float], dict[str, Any]]:
    at_floor = _spent(lambda: scans_floor.store(place.source, place.target))
    scan_id = place.act("start", str(place.source))["scan"]
    run = place.act("work", scan_id)
    assert run["records"] == place.rows, run
    return at_floor, {**run, "scan": scan_id}


def _downloads(place: _Place, scan_id: str, repeats: int) -> Iterator[Measure]:
    lines, records = [], []
    for _ in range(repeats):
        at_floor = _spent(lambda: scans_floor.read_lines(place.target))
        lines.append((at_floor, place.act("download", scan_id, "ndjson")))
        at_floor = _spent(lambda: scans_floor.read_records(place.target))
        records.append((at_floor, place.act("download", scan_id, "csv")))
    yield _speed(place, "download as NDJSON", "gzip NDJSON, line by line", lines)
    yield _speed(place, "download as CSV", "gzip NDJSON, parsed", records)
    yield _memory(place, "peak memory of a download", max(run["peak"] for _, run in (*lines, *records)))


def _depth(place: _Place, scan_id: str, repeats: int) -> Measure:
    shallow, deep = 1000, place.rows * 9 // 10
    found = [place.act("page", scan_id, str(shallow), str(deep), str(_LOOKS)) for _ in range(repeats)]
    return Measure(
        name=f"page of results at row {deep:,}, {place.name}",
        beside=f"at row {shallow:,}",
        unit="µs",
        floor=statistics.median(pair["shallow"] for pair in found) * 1e6,
        ours=statistics.median(pair["deep"] for pair in found) * 1e6,
        target=1.3,
        at_most=True,
    )


def _speed(
    place: _Place, name: str, beside: str, rounds: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> Measure:
    floor, ours = (statistics.median(one[side]["seconds"] for one in rounds) for side in (0, 1))
    cpu = [statistics.median(one[side]["cpu"] for one in rounds) for side in (0, 1)]
    return Measure(
        name=f"{name}, {place.rows:,} rows, {place.name}",
        beside=beside,
        unit="rows/s",
        floor=place.rows / floor,
        ours=place.rows / ours,
        target=0.5,
        at_most=False,
        # What else runs on the machine slows both down, but not always at the same time.
        peers=f"{cpu[0] / cpu[1]:.2f} in CPU time of the process",
    )


def _memory(place: _Place, name: str, peak: int) -> Measure:
    return Measure(
        name=f"{name}, {place.name}",
        beside="allowed above idle",
        unit="MB",
        floor=_ALLOWED / _MEGABYTE,
        ours=peak / _MEGABYTE,
        target=1.0,
        at_most=True,
    )
