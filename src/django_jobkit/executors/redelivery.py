"""Hints again at jobs that have waited long, where nobody can be asked how many messages there are."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.told import Told
from django_jobkit.services.waiting import lanes_after, waiting_in

_system_random = random.SystemRandom()
# Looks go on where the last one ended.
_LANES_PER_LOOK = 64
# What a look at a mere backlog may add to it.
_FEW = 20


class Redelivery(Loop):
    """Looks at what is due, what should run first before the rest; hints at a few, or at BATCH where nobody works."""

    name = "redelivery"

    def __init__(
        self, tell: Callable[[Sequence[Hint]], object], patience: float, is_idle: Callable[[], bool] = lambda: True
    ) -> None:
        """`patience` is how many seconds a job waits before it is spoken of at all.

        A worker that `is_idle` while jobs wait has not been told of them; one that is busy proves that others have.
        """
        super().__init__()
        self._tell = tell
        self._patience = patience
        self._is_idle = is_idle
        self._told = Told()
        self._go_on_after = ""

    def turn(self) -> float:
        """Look; answers the seconds until the next one, never the same for processes that were started together."""
        lanes = lanes_after(self._go_on_after, _LANES_PER_LOOK)
        self._go_on_after = lanes[-1] if len(lanes) == _LANES_PER_LOOK else ""
        share = -(-2 * config.BATCH // max(1, len(lanes)))
        waiting = [job for lane in lanes for job in waiting_in(lane, share)]
        late = [job for job in waiting if job.seconds >= self._patience]
        if again := self._told.choose(late, config.BATCH if self._is_idle() else _FEW):
            self._tell(again)
        return float(config.REDELIVERY_AFTER * _system_random.uniform(0.75, 1.25))
