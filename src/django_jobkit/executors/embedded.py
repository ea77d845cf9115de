"""Start what an executor does in a process when that starts, not only when somebody asks it for something."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from django.core.signals import request_started

from django_jobkit.core.executor import BaseExecutor, get_executor
from django_jobkit.executors import lifespan

# Management commands of others that run our jobs. Such a process has jobs to rescue before it hears of its first one.
_WORKER_COMMANDS = frozenset({"db_worker"})
# A server that loads the application before it forks its workers has done so long before this, in seconds.
_UNTIL_FORKED = 2.0
_IN_CHILD = 0.2

_pending: threading.Event | None = None


def start_when_serving() -> None:
    """Call this at the end of wsgi.py or asgi.py, so that a restarted server goes on with its jobs by itself.

    A process that forks workers within two seconds, as with ``gunicorn --preload``, runs nothing; its workers do.
    """
    start_on_first_request()
    if _executor_to_start() is not None:
        lifespan.heed_sigterm()
        _start_after(_UNTIL_FORKED)


def start_on_first_request() -> None:
    """Start with the first request, for servers whose entry point does not call `start_when_serving`."""
    request_started.connect(_on_request, dispatch_uid="jobkit-start")


def start_in_worker() -> None:
    """Start a moment from now, if this process is a worker of somebody else's that will run our jobs."""
    executor = _executor_to_start() if is_worker() else None
    # One that runs jobs in the processes that submit them has no worker but its own.
    if executor is not None and not executor.runs_in_process:
        _start_after(_UNTIL_FORKED)


def is_worker() -> bool:
    """Whether this process was started by a management command that runs tasks."""
    return sys.argv[1:2] != [] and sys.argv[1] in _WORKER_COMMANDS


def _on_request(**kwargs: Any) -> None:
    executor = _executor_to_start()
    if executor is not None:
        executor.start()
        request_started.disconnect(dispatch_uid="jobkit-start")


def _executor_to_start() -> BaseExecutor | None:
    if not lifespan.may_autostart():
        return None
    executor = get_executor()
    return executor if type(executor).start is not BaseExecutor.start else None


def _start_after(seconds: float) -> None:
    global _pending  # noqa: PLW0603 - one per process, and a fork has to find it
    if _pending is None:
        _pending = cancelled = threading.Event()
        threading.Thread(target=_wait_and_start, args=(cancelled, seconds), name="jobkit-start", daemon=True).start()


def _wait_and_start(cancelled: threading.Event, seconds: float) -> None:
    global _pending  # noqa: PLW0603 - likewise
    if cancelled.wait(seconds):
        return
    # Whoever forks from now on does not do it to serve.
    _pending = None
    executor = _executor_to_start()
    if executor is not None:
        executor.start()


def _forked_in_parent() -> None:
    if _pending is not None:
        _pending.set()


def _forked_in_child() -> None:
    global _pending
    was_pending, _pending = _pending, None
    start_on_first_request()
    if was_pending is not None:
        _start_after(_IN_CHILD)


os.register_at_fork(after_in_parent=_forked_in_parent, after_in_child=_forked_in_child)
