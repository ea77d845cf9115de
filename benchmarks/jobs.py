"""The work of the benchmarks: none."""

from __future__ import annotations

from django_jobkit import job


@job("bench.noop")
def noop() -> None:
    """Do nothing, so that what is measured is us."""
