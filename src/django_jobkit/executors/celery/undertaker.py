"""End the attempts of children that died, at once instead of when their leases run out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django_jobkit.executors.celery.seat import Death
from django_jobkit.executors.loop import Loop
from django_jobkit.services.hints import hint_again, hint_due
from django_jobkit.services.orphans import running_under
from django_jobkit.services.rescue import rescue_from
from django_jobkit.services.settle import settle_all

logger = logging.getLogger(__name__)

_IDLE = 60.0
# A claim that was on its way when the child died may be committed a moment after we looked.
_SECOND_LOOK = 2.0


class Undertaker(Loop):
    """Sees to the rows of the dead; while the database is away they wait."""

    name = "undertaker"

    def __init__(self, on_parked: Callable[[], object]) -> None:
        super().__init__()
        self._on_parked = on_parked
        self._new: list[Death] = []
        self._again: list[tuple[float, Death]] = []

    def bury(self, death: Death) -> None:
        """See to what this child held, soon."""
        self._new.append(death)
        self.bell.ring()

    @property
    def is_done(self) -> bool:
        """Whether every row of the dead has been seen to."""
        return not self._new

    def turn(self) -> float:
        """Look after those that died since, and once more after those before."""
        while self._new:
            _see_to(self._new[0])
            self._again.append((time.monotonic() + _SECOND_LOOK, self._new.pop(0)))
            self._on_parked()
        while self._again and self._again[0][0] <= time.monotonic():
            _see_to(self._again[0][1])
            self._again.pop(0)
        return max(0.0, self._again[0][0] - time.monotonic()) if self._again else _IDLE


def _see_to(death: Death) -> None:
    if death.verdict is None:
        rescue = rescue_from(death.worker)
        if rescue.count:
            logger.error("A process died in the middle of a job; the attempt is over.")
        hint_due(rescue.due)
        return
    held = running_under(death.worker)
    if held:
        settle_all([(job, death.verdict(job), None) for job in held])
        hint_again([job.id for job in held])
