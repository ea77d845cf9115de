"""What it costs to turn a large file into a collection, and to read it again."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import scans_floor
from benchmarks.measure import Measure
from benchmarks.places import Place, places, spent
from benchmarks.scans_data import write_csv

_PROCESS = "benchmarks.scans_process"
_TARGET = 0.5
_LOOKS = 60


def scans(rows: int, repeats: int) -> list[Measure]:
    """A CSV of `rows` rows: to stored results, pages of them, downloads, and the memory of all that."""
    with TemporaryDirectory(prefix="jobkit-bench-") as directory:
        source = Path(directory, "customers.csv")
        write_csv(source, rows)
        found = places(Path(directory), _PROCESS, source, rows)
        return [measure for place in found for measure in _measured(place, repeats)]


def _measured(place: Place, repeats: int) -> list[Measure]:
    rounds = [_stored(place) for _ in range(repeats)]
    scan_id = rounds[-1][1]["scan"]
    stored = place.speed("CSV to stored results", "csv and gzip NDJSON", rounds, _TARGET)
    return [
        stored,
        place.memory("peak memory of the worker", max(run["peak"] for _, run in rounds)),
        *_downloads(place, scan_id, repeats),
        _depth(place, scan_id, repeats),
    ]


def _stored(place: Place) -> tuple[dict[str, float], dict[str, Any]]:
    at_floor = spent(lambda: scans_floor.store(place.source, place.target))
    scan_id = place.act("start", str(place.source))["scan"]
    run = place.act("work", scan_id)
    assert run["records"] == place.rows, run
    return at_floor, {**run, "scan": scan_id}


def _downloads(place: Place, scan_id: str, repeats: int) -> Iterator[Measure]:
    lines, records = [], []
    for _ in range(repeats):
        at_floor = spent(lambda: scans_floor.read_lines(place.target))
        lines.append((at_floor, place.act("download", scan_id, "ndjson")))
        at_floor = spent(lambda: scans_floor.read_records(place.target))
        records.append((at_floor, place.act("download", scan_id, "csv")))
    yield place.speed("download as NDJSON", "gzip NDJSON, line by line", lines, _TARGET)
    yield place.speed("download as CSV", "gzip NDJSON, parsed", records, _TARGET)
    yield place.memory("peak memory of a download", max(run["peak"] for _, run in (*lines, *records)))


def _depth(place: Place, scan_id: str, repeats: int) -> Measure:
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
