"""Run jobs on any backend of Django's tasks: it is given one task, which carries nothing but the id of a job."""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.executor import BaseExecutor, Hint, get_executor
from django_jobkit.executors import embedded, hosted, standby
from django_jobkit.executors.backoff import Backoff
from django_jobkit.executors.tasks_framework import (
    BaseTaskBackend,
    ImmediateBackend,
    TaskResultDoesNotExist,
    TaskResultStatus,
    task,
    task_backends,
)

logger = logging.getLogger(__name__)

# How long whoever submits may wait for the backend, in seconds, however many jobs there are.
_PATIENCE = 1.0
_SLOW = 0.2
# Workers know better than serving processes which jobs are late; these step in when no worker does, so much later.
_PATIENCE_WHEN_SERVING = 12


class DjangoTasksExecutor(BaseExecutor):
    """Enqueues on the backend DJANGO_TASKS_BACKEND after the commit; a backend that fails is left alone for a while."""

    def __init__(self) -> None:
        self._backoff = Backoff(first=1.0, longest=30.0)
        self._rest_until = 0.0
        #: The last tasks that this process enqueued, by job, for redelivery to ask for.
        self._sent: OrderedDict[UUID, str] = OrderedDict()

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Enqueue what is due. What the backend does not take, or takes too long for, is left to redelivery."""
        began_at = time.monotonic()
        if began_at < self._rest_until:
            return
        failure = self._enqueue_all(_backend(), [hint for hint in hints if hint.due], began_at)
        if failure is None:
            self._backoff.reset()
        else:
            # One that fails fast may dislike a single job, and costs nobody any time.
            if time.monotonic() > began_at + _SLOW:
                self._rest_until = time.monotonic() + self._backoff.next()
            raise failure

    def _enqueue_all(self, backend: BaseTaskBackend, hints: Sequence[Hint], began_at: float) -> Exception | None:
        failure: Exception | None = None
        # In this thread the jobs themselves may run; no wait is too long for those.
        patience = math.inf if isinstance(backend, ImmediateBackend) else _PATIENCE
        for number, hint in enumerate(hints):
            if time.monotonic() > began_at + patience:
                logger.warning("%r is slow; %d jobs are announced to it later.", backend.alias, len(hints) - number)
                break
            try:
                self._enqueue(backend, hint)
            except Exception as error:  # noqa: BLE001 - a backend may raise anything, and perhaps for this job alone
                failure = error
        return failure

    def dispatch_again(self, hints: Sequence[Hint]) -> None:
        """`dispatch` for jobs that have waited long, but for those whose task is known to wait in the backend still."""
        backend = _backend()
        lost = [hint for hint in hints if not self._waits(backend, hint.job_id)]
        if lost:
            logger.info(
                "%d due jobs wait without a task in the backend, as it seems; they are announced again.", len(lost)
            )
            self.dispatch(lost)

    def start(self) -> None:
        """Look after jobs in a process that serves, or that was started to work but has heard of none yet."""
        if embedded.is_worker():
            _ear.stand_by(self)
        else:
            standby.stand_by(self.dispatch_again, config.REDELIVERY_AFTER * _PATIENCE_WHEN_SERVING)

    def _enqueue(self, backend: BaseTaskBackend, hint: Hint) -> None:
        priority = hint.priority if backend.supports_priority else None
        announced: Any = run.using(
            backend=backend.alias, queue_name=_queue_on(backend, hint.queue), priority=priority
        ).enqueue(str(hint.job_id))
        self._sent.pop(hint.job_id, None)
        self._sent[hint.job_id] = announced.id
        while len(self._sent) > 8 * config.BATCH:
            self._sent.popitem(last=False)

    def _waits(self, backend: BaseTaskBackend, job_id: UUID) -> bool:
        sent = self._sent.get(job_id)
        if sent is None or not backend.supports_get_result:
            return False
        try:
            return backend.get_result(sent).status == TaskResultStatus.READY
        except TaskResultDoesNotExist:
            return False


class _Ear:
    """What a worker hears of the backend: it is idle when it has run nothing for a while."""

    def __init__(self) -> None:
        self._running = 0
        self._heard_at = time.monotonic()

    def stand_by(self, executor: BaseExecutor) -> None:
        """Look after jobs, as one who would hear of them."""
        standby.stand_by(executor.dispatch_again, config.REDELIVERY_AFTER, self.is_idle)

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """Run what was heard of."""
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            self._heard_at = time.monotonic()

    def is_idle(self) -> bool:
        """Whether nothing runs, and nothing has for REDELIVERY_AFTER seconds."""
        return self._running <= 0 and time.monotonic() > self._heard_at + config.REDELIVERY_AFTER


_ear = _Ear()


def _backend() -> BaseTaskBackend:
    return task_backends[config.DJANGO_TASKS_BACKEND]


def _queue_on(backend: BaseTaskBackend, queue: str) -> str:
    """The queue of `backend` for jobs of `queue`: the same one if it lists it, or its default, or its first."""
    choices: Iterable[str] = (queue, "default", *sorted(backend.queues))
    return next(name for name in choices if not backend.queues or name in backend.queues)


@task(backend=config.DJANGO_TASKS_BACKEND, queue_name=_queue_on(_backend(), "default"))
def run(job_id: str) -> None:
    """Run this job of django-jobkit and return when it is settled, or at once when it is not ours to run."""
    _ear.stand_by(get_executor())
    with _ear.hearing():
        hosted.run_hinted(UUID(job_id))
