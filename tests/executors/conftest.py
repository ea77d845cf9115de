"""An executor that runs, with intervals that suit tests."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from django_jobkit.core.executor import get_executor
from django_jobkit.executors.engine import Engine, Options
from django_jobkit.executors.thread import ThreadExecutor
from django_jobkit.testing.plugin import jobkit_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = {
    "EXECUTOR": "thread",
    "POLL_INTERVAL": 0.3,
    "WATCH_INTERVAL": 0.05,
    "HEARTBEAT_INTERVAL": 0.3,
    "LEASE": 3.0,
    "MAINTENANCE_INTERVAL": 0.3,
    "TIMEOUT_GRACE": 0.3,
    "SHUTDOWN_GRACE": 0.3,
}


@pytest.fixture
def quick_settings() -> Iterator[None]:
    """Everything happens within fractions of a second."""
    with jobkit_settings(**QUICK):
        yield


@contextmanager
def running(**options: Any) -> Iterator[Engine]:
    """The threads of this process's executor, with options of their own."""
    executor = get_executor()
    assert isinstance(executor, ThreadExecutor)
    executor.start(Options(**options))
    assert executor.engine is not None
    try:
        yield executor.engine
    finally:
        executor.stop()


@pytest.fixture
def one_at_a_time(transactional_db: None, quick_settings: None) -> Iterator[Engine]:
    """An executor with a single slot."""
    with running(concurrency=1) as engine:
        yield engine


@pytest.fixture
def executor(transactional_db: None, quick_settings: None) -> Iterator[ThreadExecutor]:
    """The thread executor of this process, running."""
    executor = get_executor()
    assert isinstance(executor, ThreadExecutor)
    executor.start()
    yield executor
    executor.stop()


@pytest.fixture
def engine(executor: ThreadExecutor) -> Engine:
    """The threads of the executor."""
    assert executor.engine is not None
    return executor.engine
