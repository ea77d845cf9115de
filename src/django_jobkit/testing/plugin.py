"""Pytest fixtures for projects that use jobs; opt in with ``pytest_plugins = ["django_jobkit.testing.plugin"]``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from django.conf import settings
from django.test.utils import override_settings

from django_jobkit.core.executor import get_executor
from django_jobkit.executors.thread import ThreadExecutor
from django_jobkit.models import Job
from django_jobkit.testing.waiting import wait_for_job as wait


@contextmanager
def jobkit_settings(**changes: Any) -> Iterator[None]:
    """The JOBKIT setting with `changes`."""
    with override_settings(JOBKIT={**getattr(settings, "JOBKIT", {}), **changes}):
        yield


@pytest.fixture
def jobs_run_on_commit(django_capture_on_commit_callbacks: Any) -> Iterator[Callable[[], Any]]:
    """Run jobs in the test's own thread; ``with jobs_run_on_commit():`` commits what is submitted in the block.

    Cheaper than `running_jobs`, for it needs no real transaction: it goes with the `db` fixture.
    """
    with jobkit_settings(EXECUTOR="immediate"):
        yield lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def running_jobs(transactional_db: None) -> Iterator[ThreadExecutor]:
    """Run jobs in threads for the length of the test, on real transactions; gives the executor."""
    with jobkit_settings(EXECUTOR="thread"):
        executor = cast("ThreadExecutor", get_executor())
        executor.start()
        try:
            yield executor
        finally:
            executor.stop(grace=0.2)


@pytest.fixture
def wait_for_job() -> Callable[..., Job]:
    """Wait for a job to arrive at a status, by default a terminal one, and give its fresh row."""
    return wait
