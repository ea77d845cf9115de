"""``make bench``: measure everything and print the tables."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from rich.console import Console

PARTS = ("submit", "many", "drain", "visible", "http", "growth", "scans", "questions", "peers", "kill", "broker")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen parts; exits with 0 even when a target is missed, for the table says so."""
    chosen = _parse(arguments)
    # Workers, databases and queues are cleared away on the way out, which a default SIGTERM does not take.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    # Only now, for they need Django set up.
    from benchmarks.parts import measure
    from benchmarks.report import markdown, show

    console = Console()
    sheets, where = measure([part for part in PARTS if part in chosen.parts], console, quick=chosen.quick)
    show(sheets, where, console)
    if chosen.markdown:
        chosen.markdown.write_text(markdown(sheets, where), encoding="utf-8")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"some of {', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="smaller numbers, for a first impression")
    parser.add_argument("--markdown", type=Path, help="also write the tables to this file")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    return chosen


if __name__ == "__main__":
    main()
