"""Executors that run nothing: one listens, one is broken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django_jobkit.core.executor import BaseExecutor, Hint

HEARD: list[UUID] = []
CANCELS_HEARD: list[UUID] = []


class ListeningExecutor(BaseExecutor):
    """Remembers what it was told."""

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Remember."""
        HEARD.extend(hint.job_id for hint in hints)

    def cancel(self, job_id: UUID) -> None:
        """Remember."""
        CANCELS_HEARD.append(job_id)


class EagerExecutor(ListeningExecutor):
    """Always has a slot, and forgets what it takes unless it is broken."""

    taken: list[Any] = []
    breaks = False

    def reserve(self, queue: str) -> str | None:
        """A slot."""
        return "eager"

    def take(self, claim: Any) -> None:
        """Remember, or raise."""
        self.taken.append(claim)
        if self.breaks:
            raise RuntimeError("no thread can be started")


class EagerBrokenExecutor(EagerExecutor):
    """Has a slot, and then has not."""

    breaks = True


class BrokenExecutor(BaseExecutor):
    """Breaks the contract: it raises."""

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Raise."""
        raise RuntimeError("the broker is down")

    def reserve(self, queue: str) -> str | None:
        """Raise."""
        raise RuntimeError("the broker is down")

    def cancel(self, job_id: UUID) -> None:
        """Raise."""
        raise RuntimeError("the broker is down")
