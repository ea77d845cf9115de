"""What it costs to bring a large sheet of questions in, to look at what was attempted, and to take all of it away."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import Measure
from benchmarks.places import Place, places
from benchmarks.questions_data import write_csv

_PROCESS = "benchmarks.questions_process"
_BESIDE = {"csv": "one SELECT and csv", "json": "one SELECT and json", "apkg": "one SELECT and genanki"}
_TARGETS = {"import": 0.2, "csv": 0.1, "json": 0.1, "apkg": 0.1}
_LOOKS = 15


def questions(rows: int, repeats: int, names: Sequence[str] = ()) -> list[Measure]:
    """A CSV of `rows` questions with an attempt each: to stored rows, statistics, exports, and their memory."""
    with TemporaryDirectory(prefix="jobkit-bench-") as directory:
        source = Path(directory, "questions.csv")
        write_csv(source, rows)
        found = places(Path(directory), _PROCESS, source, rows, names)
        return [measure for place in found for measure in _measured(place, repeats)]


def _measured(place: Place, repeats: int) -> Iterator[Measure]:
    rounds = [_imported(place) for _ in range(repeats)]
    owner = str(rounds[-1][1]["owner"])
    yield place.speed("CSV to questions", "csv and bulk_create", rounds, _TARGETS["import"])
    yield place.memory("peak memory of the worker that imports", max(run["peak"] for _, run in rounds))
    yield _statistics(place, owner, repeats)
    peaks = []
    for name, beside in _BESIDE.items():
        rounds = [_exported(place, owner, name) for _ in range(repeats)]
        peaks += [run["peak"] for _, run in rounds]
        yield place.speed(f"export as {name}", beside, rounds, _TARGETS[name])
    yield place.memory("peak memory of the worker that exports", max(peaks))


def _imported(place: Place) -> tuple[dict[str, float], dict[str, Any]]:
    at_floor = place.act("floor_import", str(place.source))
    started = place.act("start_import", str(place.source))
    run = place.act("work", started["job"])
    assert run["result"]["created"] == run["result"]["attempts"] == place.rows, run
    return at_floor, {**run, **started}


def _exported(place: Place, owner: str, name: str) -> tuple[dict[str, float], dict[str, Any]]:
    at_floor = place.act("floor_export", owner, name, str(place.target))
    run = place.act("work", place.act("start_export", owner, name)["job"])
    assert run["result"]["questions"] == place.rows, run
    return at_floor, run


def _statistics(place: Place, owner: str, repeats: int) -> Measure:
    found = [place.act("look", owner, str(_LOOKS)) for _ in range(repeats)]
    return Measure(
        name=f"statistics of {place.rows:,} attempts, {place.name}",
        beside="one GROUP BY",
        unit="µs",
        floor=statistics.median(pair["floor"] for pair in found) * 1e6,
        ours=statistics.median(pair["ours"] for pair in found) * 1e6,
        target=10.0,
        at_most=True,
    )
