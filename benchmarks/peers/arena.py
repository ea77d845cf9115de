"""Everything a contender needs for one purpose, and nothing of it left behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks.database import empty_database
from benchmarks.peers.brokers import sweep
from benchmarks.peers.contender import Contender
from benchmarks.peers.process import Submitter


@contextmanager
def entered(contender: Contender, purpose: str, environment: Mapping[str, str]) -> Iterator[Submitter]:
    """A database with its tables, a process that submits to it, and a clean broker."""
    mark = contender.mark(purpose)
    with empty_database(mark):
        submitter = Submitter(contender.adapter, environment)
        try:
            submitter.ask("migrate")
            yield submitter
        finally:
            submitter.close()
            sweep(mark, contender.broker)
