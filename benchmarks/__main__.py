"""``make bench``: measure everything and print one table."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import django
from rich.console import Console
from rich.progress import Progress

from benchmarks.measure import Measure
from benchmarks.report import markdown, show, where_measured

PARTS = ("submit", "many", "drain", "visible", "http", "growth")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen parts; exits with 0 even when a target is missed, for the table says so."""
    chosen = _parse(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    console = Console()
    measures, where = _measure(chosen, console)
    show(measures, where, console)
    if chosen.markdown:
        chosen.markdown.write_text(markdown(measures, where), encoding="utf-8")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"some of {', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="smaller numbers, for a first impression")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    return chosen


def _measure(chosen: argparse.Namespace, console: Console) -> tuple[list[Measure], str]:
    # Only now, for they need Django set up.
    from benchmarks import growing, running, serving, submitting
    from benchmarks.database import fresh_database
    from benchmarks.floor import Floor

    repeats = 3 if chosen.quick else 7
    measures: list[Measure] = []
    with fresh_database("jobkit_bench"), Progress(console=console) as progress:
        floor = Floor()
        runs: dict[str, Callable[[], Measure | list[Measure]]] = {
            "submit": lambda: submitting.submit_one(floor, repeats),
            "many": lambda: submitting.submit_a_thousand(floor, repeats),
            "drain": lambda: running.drain(floor, 3, 1000 if chosen.quick else 5000),
            "visible": lambda: running.submit_to_visible(floor, repeats),
            "http": lambda: serving.status_get(floor, repeats, 1.0 if chosen.quick else 3.0),
            "growth": lambda: growing.growth(repeats, 10_000, 100_000 if chosen.quick else 1_000_000),
        }
        for part in progress.track([part for part in PARTS if part in chosen.parts], description="Measuring"):
            found = runs[part]()
            measures += found if isinstance(found, list) else [found]
        floor.close()
        where = where_measured()
    return measures, where


if __name__ == "__main__":
    main()
