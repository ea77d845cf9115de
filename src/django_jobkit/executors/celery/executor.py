"""Tell Celery workers of due jobs, without ever waiting for the broker."""

from __future__ import annotations

import codecs
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4
from weakref import WeakSet

from celery import Celery, current_app, signals
from django.core.checks import CheckMessage

from django_jobkit.conf import config
from django_jobkit.core.executor import BaseExecutor, Health, Hint
from django_jobkit.executors import lifespan
from django_jobkit.executors.celery.broker import Broker
from django_jobkit.executors.celery.checks import check_celery
from django_jobkit.executors.celery.courier import Courier
from django_jobkit.executors.celery.publisher import Publisher
from django_jobkit.services.run import run_job

# What the broker gets for its part of a goodbye, in seconds.
_GOODBYE = 0.3
# What a fork waits for a publisher that is with the broker, in seconds; one that hangs there cannot be waited for.
_REST = 0.2

_executors: WeakSet[CeleryExecutor] = WeakSet()


class CeleryExecutor(BaseExecutor):
    """A submit leaves its hint in memory; a thread of this process, started with the first, takes it to the broker."""

    def __init__(self, app: Celery | None = None) -> None:
        """`app` is the current one by default."""
        self._lock = threading.RLock()
        self._app: Celery = app or current_app._get_current_object()
        self._publisher: Publisher | None = None
        self._load_transport()
        _executors.add(self)

    def _load_transport(self) -> None:
        # Not in the thread: a fork in the middle of an import leaves half a module to the child, for good. The codec is
        # what names of hosts are looked up with.
        codecs.lookup("idna")
        with suppress(Exception):
            _ = Broker(self._app, config.PUBLISH_TIMEOUT).driver, self._app.amqp.router

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Have the broker told of those that are due; under `task_always_eager` they run here and now."""
        due = [hint for hint in hints if hint.due]
        if self._app.conf.task_always_eager:
            self._run_here(due)
        elif due:
            (self._publisher or self._start()).put(due)

    def _run_here(self, due: Sequence[Hint]) -> None:
        worker = uuid4().hex
        for hint in due:
            run_job(hint.job_id, worker)

    def _start(self) -> Publisher:
        with self._lock:
            if self._publisher is None:
                publisher = Publisher(Courier(self._app, config.PUBLISH_TIMEOUT))
                publisher.start()
                self._publisher = publisher
                lifespan.stop_at_the_end(self)
            return self._publisher

    def flush(self, seconds: float) -> bool:
        """Wait until the broker was told of everything, `seconds` at most; answers whether it was."""
        publisher = self._publisher
        return publisher is None or publisher.flush(seconds)

    def stop(self, grace: float | None = None) -> None:
        """Send what is left, for PUBLISH_TIMEOUT seconds at most, and end the thread; the next hint starts another."""
        publisher = self._publisher
        if publisher is None:
            return
        patience = float(config.PUBLISH_TIMEOUT)
        publisher.flush(patience if grace is None else min(grace, patience))
        with self._lock:
            self._publisher = None
        publisher.stop()
        publisher.join(time.monotonic() + _GOODBYE)

    def hurry(self) -> None:
        """Do nothing: a `stop` that is under way ends soon."""

    def health(self) -> Health:
        """Unhealthy while the broker takes no messages, as far as this process tried to send any; asks nobody."""
        publisher = self._publisher
        if publisher is None:
            return Health(healthy=True, details={"backlog": 0})
        details: dict[str, Any] = {"backlog": len(publisher)}
        if (since := publisher.failing_since) is not None:
            details["failing_for_seconds"] = round(time.monotonic() - since, 1)
            details["error"] = publisher.last_error
        if publisher.courier.refusals:
            details["refused"] = dict(publisher.courier.refusals)
        return Health(healthy=len(details) == 1, details=details)

    @classmethod
    def check(cls, *, deploy: bool = False) -> Sequence[CheckMessage]:
        """What is wrong with the settings of Celery."""
        return check_celery(current_app._get_current_object(), deploy=deploy)

    def _forget(self) -> None:
        self._lock = threading.RLock()
        # The connection is the parent's; closing the copy of its socket, which is all that happens now, says nothing.
        self._publisher = None


class _Fork:
    """Lets publishers come to rest first: what they hold locked or half imported stays so in the child, for good."""

    def __init__(self) -> None:
        self._held: list[threading.Lock] = []

    def begin(self) -> None:
        publishers = [executor._publisher for executor in list(_executors)]
        locks = [publisher.busy for publisher in publishers if publisher is not None]
        self._held = [lock for lock in locks if lock.acquire(timeout=_REST)]

    def end(self) -> None:
        while self._held:
            self._held.pop().release()

    def begin_anew(self) -> None:
        self._held.clear()
        for executor in list(_executors):
            executor._forget()


def _flush_all(**kwargs: Any) -> None:
    for executor in list(_executors):
        executor.stop()


_fork = _Fork()
os.register_at_fork(before=_fork.begin, after_in_parent=_fork.end, after_in_child=_fork.begin_anew)
# A prefork child leaves by os._exit, past everything else that could flush.
signals.worker_process_shutdown.connect(_flush_all, weak=False, dispatch_uid="jobkit-flush")
