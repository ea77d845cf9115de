"""The parts of a run, each with its numbers, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import Progress

from benchmarks import breaking, comparing, growing, practising, running, scanning, serving, sheets, submitting
from benchmarks.database import fresh_database
from benchmarks.floor import Floor
from benchmarks.measure import Measure
from benchmarks.peers.brokers import missing
from benchmarks.report import where_measured
from benchmarks.sheets import Sheet

_BESIDE_PEERS = {"peers", "kill", "broker"}
_LEASE = 30.0
_QUICK_LEASE = 6.0


class _Run:
    """What was found so far."""

    def __init__(self, floor: Floor, *, quick: bool) -> None:
        self.measures: list[Measure] = []
        self.sheets: list[Sheet] = []
        repeats = 3 if quick else 7
        self.parts: dict[str, Callable[[], object]] = {
            "submit": lambda: self._add(submitting.submit_one(floor, repeats)),
            "many": lambda: self._add(submitting.submit_a_thousand(floor, repeats)),
            "drain": lambda: self._add(running.drain(floor, 3, 1000 if quick else 5000)),
            "visible": lambda: self._add(running.submit_to_visible(floor, repeats)),
            "http": lambda: self._add(*serving.status_get(floor, repeats, 1.0 if quick else 3.0)),
            "growth": lambda: self._add(*growing.growth(repeats, 10_000, 100_000 if quick else 1_000_000)),
            "scans": lambda: self._add(
                *scanning.scans(rows=100_000 if quick else 1_000_000, repeats=1 if quick else 3)
            ),
            "questions": lambda: self._add(
                *practising.questions(rows=20_000 if quick else 250_000, repeats=1 if quick else 3)
            ),
            "peers": lambda: self._compare(floor, rounds=1 if quick else 5, count=600 if quick else 800),
            "kill": lambda: self._kill(_QUICK_LEASE if quick else _LEASE),
            "broker": lambda: self.sheets.append(sheets.of_outages(breaking.stop_brokers())),
        }

    def _add(self, *measures: Measure) -> None:
        self.measures += measures

    def _compare(self, floor: Floor, rounds: int, count: int) -> None:
        at_floor, speeds = comparing.compare_speed(floor, rounds, count)
        self._add(*comparing.goals(speeds))
        self.sheets.append(sheets.of_speeds(at_floor, speeds))

    def _kill(self, lease: float) -> None:
        self.sheets.append(sheets.of_survivals(breaking.kill_workers(lease)))


def measure(parts: Sequence[str], console: Console, *, quick: bool) -> tuple[list[Sheet], str]:
    """Run `parts`; answers the tables, and where they were measured."""
    beside_peers = not _BESIDE_PEERS.isdisjoint(parts)
    if beside_peers and (absent := missing()):
        raise SystemExit(f"No answer from {' and '.join(absent)}; benchmarks/peers/contender.py says where it looks.")
    with fresh_database("jobkit_bench"), Progress(console=console) as progress:
        floor = Floor()
        run = _Run(floor, quick=quick)
        for part in progress.track(parts, description="Measuring"):
            run.parts[part]()
        floor.close()
        where = where_measured(beside_peers=beside_peers)
    targets = [sheets.of_measures(run.measures)] if run.measures else []
    return targets + run.sheets, where
