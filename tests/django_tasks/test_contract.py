"""The executor passes the suite of all executors, whatever backend it enqueues on."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.test.utils import override_settings

from django_jobkit.core.executor import get_executor
from django_jobkit.testing.contract import ExecutorContract
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_until
from tests.executors.conftest import QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_jobkit.core.executor import BaseExecutor


@pytest.mark.django_db(transaction=True)
class TestImmediateBackend(ExecutorContract):
    """In the thread that submits."""

    @pytest.fixture
    def executor(self, framework: Any) -> Iterator[BaseExecutor]:
        """The executor, on the backend that Django brings."""
        from django_jobkit.executors import standby

        backend = f"{framework.ImmediateBackend.__module__}.ImmediateBackend"
        tasks = {"default": {"BACKEND": backend}}
        with override_settings(TASKS=tasks), jobkit_settings(**QUICK | {"EXECUTOR": "django_tasks"}):
            executor = get_executor()
            # As a process that serves does.
            executor.start()
            yield executor
            standby.stop()


@pytest.fixture(scope="module")
def _worker(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    pytest.importorskip("django_tasks_db")
    from tests.django_tasks.workers import Workers, database_backend

    workers = Workers(tmp_path_factory.mktemp("db-worker"))
    with django_db_blocker.unblock(), database_backend():
        workers.start()
        yield
        workers.end()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestDatabaseBackend(ExecutorContract):
    """In a ``db_worker`` process."""

    within = 30.0

    @pytest.fixture
    def executor(self, _worker: None, transactional_db: None) -> Iterator[BaseExecutor]:
        """The executor of a process that only submits."""
        yield get_executor()
        results = import_module("django_tasks_db.models").DBTaskResult
        unfinished = results.objects.filter(finished_at=None)
        # A worker whose task vanishes while it writes that it has ended dies of it.
        wait_until(lambda: not unfinished.exists(), self.within, "The end of all tasks")
