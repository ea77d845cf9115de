"""The work of the benchmarks: none, or sleep."""

from __future__ import annotations

from benchmarks.peers import work
from django_jobkit import job


@job("bench.noop")
def noop() -> None:
    """Do nothing, so that what is measured is us."""


@job("bench.nap")
def nap(ledger: str, number: int, seconds: float) -> None:
    """Sleep, and write down that it did."""
    work.nap(ledger, number, seconds)
