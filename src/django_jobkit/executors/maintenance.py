"""Rescue, promotion and retention, run by every executor process beside its jobs."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.executors.loop import Loop
from django_jobkit.services.maintain import tick
from django_jobkit.services.promote import next_due_in, promote_due

# A submit only leaves a note, so that a burst of them costs one look and no submit waits for its own.
_REACTION = 0.1


class Maintenance(Loop):
    """Promotes parked jobs when they are due, does the maintenance tick, and tells which jobs are due because of it."""

    name = "maintenance"

    def __init__(
        self,
        poll_interval: float,
        *,
        on_due: Callable[[Sequence[Hint]], object],
        sparing: Callable[[], Collection[UUID]],
        chore: Callable[[], object] = lambda: None,
    ) -> None:
        """`sparing` tells the jobs that are well here; `chore` is done at every turn, and must not wait."""
        super().__init__()
        self._poll_interval = poll_interval
        self._on_due = on_due
        self._sparing = sparing
        self._chore = chore
        self._asked = True
        self._look_at = 0.0
        self._tick_at = 0.0

    def ask(self) -> None:
        """Hear that a job may have been parked; it is looked at in a moment."""
        self._asked = True

    def turn(self) -> float:
        """Do what is due, then sleep until the next parked job is."""
        self._chore()
        now = time.monotonic()
        if now >= self._tick_at:
            self._tick_at = now + config.MAINTENANCE_INTERVAL
            self._tell(tick(self._sparing()).due)
        if self._asked or now >= self._look_at:
            self._asked = False
            self._look_at = now + self._look()
        return min(_REACTION, max(0.0, self._look_at - time.monotonic()))

    def _look(self) -> float:
        due_in = next_due_in()
        if due_in is None:
            return self._poll_interval
        if due_in > 0:
            return min(due_in, self._poll_interval)
        promoted = promote_due()
        self._tell(promoted)
        # Where none could be promoted somebody else is at it.
        return 0.0 if promoted else _REACTION

    def _tell(self, due: Sequence[Hint]) -> None:
        if due:
            self._on_due(due)
