"""The one request that this thread is about, for connections deep inside urllib3 that are told nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from django_jobkit.egress.budget import Budget
from django_jobkit.egress.gate import Gate


class Closable(Protocol):
    """What holds a connection until it is closed."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The gate it has to pass, the budget it lives on, and the bodies of the answers that it got."""

    gate: Gate
    budget: Budget
    bodies: list[Closable] = field(default_factory=list)

    def close(self) -> None:
        """Let go of every answer, for nobody will get to see it."""
        for body in self.bodies:
            body.close()


_present: ContextVar[Exchange] = ContextVar("jobkit_egress_exchange")


@contextmanager
def exchanging(exchange: Exchange) -> Iterator[Exchange]:
    """Everything that is sent inside is part of `exchange`."""
    token = _present.set(exchange)
    try:
        yield exchange
    except BaseException:
        # Hooks of the caller's may raise between an answer and its body.
        exchange.close()
        raise
    finally:
        _present.reset(token)


def present() -> Exchange:
    """The exchange of this moment; raises LookupError outside, where nothing can be sent."""
    return _present.get()
