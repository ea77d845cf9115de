"""Hints again, in every worker, at jobs whose messages the broker lost, and leaves a mere backlog alone."""

from __future__ import annotations

import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from celery import Celery
from celery.worker import state

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.executors.celery.broker import Broker
from django_jobkit.executors.celery.routes import celery_queue, consumed
from django_jobkit.executors.loop import Loop
from django_jobkit.executors.told import Told
from django_jobkit.services.waiting import Waiting, lanes_after, waiting_in

logger = logging.getLogger(__name__)

_system_random = random.SystemRandom()
# Looks go on where the last one ended.
_LANES_PER_LOOK = 64
# How soon the broker is asked again after it had lost something.
_SOON = 0.5
# When depths tell nothing, or hosts' own messages hide that ours are gone: so few jobs, after so many REDELIVERY_AFTER.
_FEW = 5
_PATIENCE = 12


class Redelivery(Loop):
    """Compares what waits in the database with what waits in the broker, for the queues that this worker consumes.

    Several workers may do it at once: a message too many loses the claim and costs a millisecond.
    """

    name = "redelivery"

    def __init__(self, app: Celery, tell: Callable[[Sequence[Hint]], object]) -> None:
        super().__init__()
        self._app = app
        self._tell = tell
        self._broker = Broker(app, config.PUBLISH_TIMEOUT)
        self._go_on_after = ""
        self._told = Told()
        self._hearing = Hearing()
        self._refilling = False

    def turn(self) -> float:
        """Look at all lanes of this worker; answers the seconds until it wants to look again."""
        found = 0
        deepest = 0
        try:
            for queue, lanes in self._lanes().items():
                depth = self._depth(queue)
                deepest = max(deepest, depth or 0)
                found += self._look_after(lanes, depth)
        except Exception:
            self._broker.drop()
            raise
        self._hearing.judge(deepest)
        self._refilling = found > 0
        return (_SOON if found else config.REDELIVERY_AFTER) * _system_random.uniform(0.75, 1.25)

    def close(self) -> None:
        """Leave the broker in good order."""
        self._broker.close()

    def _live(self) -> None:
        super()._live()
        self.close()

    def _lanes(self) -> Mapping[str, Collection[str]]:
        served: dict[str, list[str]] = defaultdict(list)
        found = lanes_after(self._go_on_after, _LANES_PER_LOOK)
        self._go_on_after = found[-1] if len(found) == _LANES_PER_LOOK else ""
        queues = consumed(self._app)
        for lane in found:
            queue = celery_queue(self._app, lane)
            if queue in queues:
                served[queue].append(lane)
        return served

    def _depth(self, queue: str) -> int | None:
        try:
            return self._broker.depth(queue)
        except NotImplementedError:
            return None

    def _look_after(self, lanes: Collection[str], depth: int | None) -> int:
        ahead = int(config.BATCH)
        shallow = depth is not None and depth < ahead
        share = max(_FEW, 2 * ahead // len(lanes)) if shallow else _FEW
        waiting = [job for lane in lanes for job in waiting_in(lane, share)]
        late = [job for job in waiting if job.seconds >= config.REDELIVERY_AFTER]
        # Those that should run first: a worker that has so many messages ahead of it has no use for more.
        missing = max(0, min(len(waiting), ahead) - depth) if depth is not None and shallow else 0
        again = self._choose(late, missing, depth or 0)
        if not missing:
            patience = _PATIENCE * config.REDELIVERY_AFTER
            again = self._told.choose([job for job in late if job.seconds >= patience][:_FEW], _FEW)
        if again:
            self._report(len(again))
            self._tell(again)
        return len(again)

    def _choose(self, late: Sequence[Waiting], missing: int, depth: int) -> list[Hint]:
        # What was announced again stands in the queue, unless there are more such jobs than messages.
        known = [job for job in late if self._told.knows(job)]
        again = self._told.choose([job for job in late if not self._told.knows(job)], missing)
        return again + self._told.choose(known, min(missing - len(again), len(known) - depth))

    def _report(self, number: int) -> None:
        level = logging.DEBUG if self._refilling else logging.INFO
        logger.log(level, "%d due jobs had no message in the broker, it seems; they are announced again.", number)


class Hearing:
    """Whether this worker still receives messages; after a reset of the broker some consumers never do again."""

    def __init__(self) -> None:
        self._heard: Any = None
        self._deaf_since: float | None = None
        self._complained = False

    def judge(self, depth: int) -> None:
        """Complain, once, when messages wait and this worker, with nothing to do, received none for a while."""
        heard = sum(state.total_count.values())
        if not depth or state.reserved_requests or heard != self._heard:
            self._heard = heard
            self._deaf_since = None
            self._complained = False
            return
        now = time.monotonic()
        self._deaf_since = self._deaf_since or now
        if not self._complained and now - self._deaf_since >= _PATIENCE * config.REDELIVERY_AFTER:
            self._complained = True
            logger.critical(
                "%d messages wait in the broker and this worker, which has nothing to do, receives none. "
                "Its consumer may have gone deaf when it lost the broker: restart the worker.",
                depth,
            )
