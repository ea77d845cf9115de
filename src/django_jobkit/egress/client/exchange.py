"""The one request that this thread is about, for connections deep inside urllib3 that are told nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django_jobkit.egress.budget import Budget
from django_jobkit.egress.gate import Gate


@dataclass(frozen=True, slots=True)
class Exchange:
    """The gate it has to pass, and the budget it lives on."""

    gate: Gate
    budget: Budget


_present: ContextVar[Exchange] = ContextVar("jobkit_egress_exchange")


@contextmanager
def exchanging(exchange: Exchange) -> Iterator[Exchange]:
    """Everything that is sent inside is part of `exchange`."""
    token = _present.set(exchange)
    try:
        yield exchange
    finally:
        _present.reset(token)


def present() -> Exchange:
    """The exchange of this moment; raises LookupError outside, where nothing can be sent."""
    return _present.get()
