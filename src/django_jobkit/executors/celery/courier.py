"""Takes hints to the broker, each to its queue, over a connection that may have died since the last time."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence

from celery import Celery
from celery.exceptions import QueueNotFound
from kombu.exceptions import ChannelError

from django_jobkit.core.executor import Hint
from django_jobkit.executors.celery.broker import Broker
from django_jobkit.executors.celery.routes import message_options

logger = logging.getLogger(__name__)

# These are about one queue, not about the broker: it is declared otherwise, or may not be written to.
_REFUSALS = (ChannelError, QueueNotFound)


class Courier:
    """Knows how to deliver; for one thread at a time."""

    def __init__(self, app: Celery, timeout: float) -> None:
        self._app = app
        self._broker = Broker(app, timeout)
        #: Why the broker refuses hints, by jobkit queue.
        self.refusals: dict[str, str] = {}

    def deliver(self, hints: Sequence[Hint]) -> None:
        """Have the broker take `hints`; raises when it takes nothing, and gives up those of a queue that it refuses."""
        had_connection = self._broker.is_open
        try:
            self._deliver(hints)
        except Exception:
            self._broker.drop()
            if not had_connection:
                raise
            # An old connection that broke says little about the broker.
            self._deliver_anew(hints)

    def close(self) -> None:
        """Leave the broker in good order."""
        self._broker.close()

    def _deliver_anew(self, hints: Sequence[Hint]) -> None:
        try:
            self._deliver(hints)
        except Exception:
            self._broker.drop()
            raise

    def _deliver(self, hints: Sequence[Hint]) -> None:
        by_queue: dict[str, list[Hint]] = defaultdict(list)
        for hint in hints:
            by_queue[hint.queue].append(hint)
        for queue, group in by_queue.items():
            try:
                self._send(group)
            except _REFUSALS as error:
                self._give_up(queue, error)
            else:
                self.refusals.pop(queue, None)

    def _send(self, hints: Sequence[Hint]) -> None:
        driver = self._broker.driver
        # failpoint: before_send
        self._broker.send([(str(hint.job_id), message_options(self._app, driver, hint)) for hint in hints])
        # failpoint: after_send

    def _give_up(self, queue: str, error: Exception) -> None:
        if queue not in self.refusals:
            logger.error("Jobs in queue %r cannot be announced (%s). They wait until this is mended.", queue, error)
        self.refusals[queue] = f"{type(error).__name__}: {error}"
