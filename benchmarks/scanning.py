"""What it costs to turn a large file into a collection, and to read it again."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import scans_floor
from benchmarks.database import empty_database
from benchmarks.measure import Measure, seconds
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
    floor = statistics.median(at_floor for at_floor, _ in rounds)
    ours = statistics.median(run["seconds"] for _, run in rounds)
    return [
        _speed(place, "CSV to stored results", "csv and gzip NDJSON", floor, ours),
        _memory(place, "peak memory of the worker", max(run["peak"] for _, run in rounds)),
        *_downloads(place, scan_id, repeats),
        _depth(place, scan_id, repeats),
    ]


def _stored(place: _Place) -> tuple[float, dict[str, Any]]:
    at_floor = seconds(lambda: scans_floor.store(place.source, place.target))
    scan_id = place.act("start", str(place.source))["scan"]
    run = place.act("work", scan_id)
    assert run["records"] == place.rows, run
    return at_floor, {**run, "scan": scan_id}


def _downloads(place: _Place, scan_id: str, repeats: int) -> Iterator[Measure]:
    found: dict[str, list[Any]] = {"lines": [], "records": [], "ndjson": [], "csv": []}
    for _ in range(repeats):
        found["lines"].append(seconds(lambda: scans_floor.read_lines(place.target)))
        found["ndjson"].append(place.act("download", scan_id, "ndjson"))
        found["records"].append(seconds(lambda: scans_floor.read_records(place.target)))
        found["csv"].append(place.act("download", scan_id, "csv"))
    lines, records = (statistics.median(found[name]) for name in ("lines", "records"))
    ndjson, table = (statistics.median(one["seconds"] for one in found[name]) for name in ("ndjson", "csv"))
    yield _speed(place, "download as NDJSON", "gzip NDJSON, line by line", lines, ndjson)
    yield _speed(
        place, "download as CSV", "gzip NDJSON, parsed", records, table, f"{lines / table:.2f} beside its lines alone"
    )
    peaks = [one["peak"] for name in ("ndjson", "csv") for one in found[name]]
    yield _memory(place, "peak memory of a download", max(peaks))


def _depth(place: _Place, scan_id: str, repeats: int) -> Measure:
    shallow, deep = 1000, place.rows * 9 // 10
    pairs = [
        [place.act("page", scan_id, str(row), str(_LOOKS))["seconds"] for row in (shallow, deep)]
        for _ in range(repeats)
    ]
    return Measure(
        name=f"page of results at row {deep:,}, {place.name}",
        beside=f"at row {shallow:,}",
        unit="µs",
        floor=statistics.median(pair[0] for pair in pairs) * 1e6,
        ours=statistics.median(pair[1] for pair in pairs) * 1e6,
        target=1.3,
        at_most=True,
    )


def _speed(place: _Place, name: str, beside: str, floor: float, ours: float, others: str = "") -> Measure:
    return Measure(
        name=f"{name}, {place.rows:,} rows, {place.name}",
        beside=beside,
        unit="rows/s",
        floor=place.rows / floor,
        ours=place.rows / ours,
        target=0.5,
        at_most=False,
        peers=others,
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
