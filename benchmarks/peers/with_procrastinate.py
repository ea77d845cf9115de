"""procrastinate over Django's connection."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from benchmarks.peers import work
from benchmarks.peers.adapter import Adapter

noop = app.task(work.noop, name="noop")
nap = app.task(work.nap, name="nap")


class Procrastinate(Adapter):
    """Rows in PostgreSQL, and NOTIFY."""

    table = "procrastinate_jobs"
    finished = "status = 'succeeded'"

    def submit(self) -> Any:
        """By the row."""
        return noop.defer()

    def submit_many(self, count: int) -> None:
        """In one statement."""
        noop.batch_defer(*({} for _ in range(count)))

    def submit_nap(self, ledger: str, number: int, seconds: float) -> None:
        """With the transaction."""
        nap.defer(ledger=ledger, number=number, seconds=seconds)
