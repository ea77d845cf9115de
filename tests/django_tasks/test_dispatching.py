"""What the executor enqueues, and what it does about a backend that is slow, broken or forgetful."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test.utils import override_settings

from django_jobkit.core.executor import Hint, get_executor
from django_jobkit.core.status import Status
from django_jobkit.testing.plugin import jobkit_settings
from tests.tasks.jobs import add

pytest.importorskip("django_jobkit.executors.tasks_framework", exc_type=ModuleNotFoundError)

from django_jobkit.executors import django_tasks
from django_jobkit.executors.tasks_framework import (
    BaseTaskBackend,
    TaskResultDoesNotExist,
    TaskResultStatus,
    task_backends,
)


class Recording(BaseTaskBackend):
    """Keeps what it is given."""

    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.enqueued: list[tuple[str, str, int]] = []
        self.fails_for: set[str] = set()
        self.seconds = 0.0
        self.forgotten: set[str] = set()

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Take a task, or do not."""
        time.sleep(self.seconds)
        (job_id,) = args
        if "all" in self.fails_for or job_id in self.fails_for:
            raise ConnectionError("the backend is away")
        self.enqueued.append((job_id, task.queue_name, task.priority))
        return SimpleNamespace(id=job_id)

    def get_result(self, result_id: str) -> Any:
        """Everything waits, but for what was forgotten."""
        if result_id in self.forgotten:
            raise TaskResultDoesNotExist(result_id)
        return SimpleNamespace(status=TaskResultStatus.READY)

    @property
    def jobs(self) -> list[str]:
        """The ids."""
        return [job_id for job_id, _, _ in self.enqueued]


class WithoutPriority(Recording):
    """Takes tasks in the order they come."""

    supports_priority = False
    supports_get_result = False


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Iterator[Recording]:
    """The backend of the executor."""
    params = {"BACKEND": f"{__name__}.Recording", "QUEUES": ["default", "slow"], **getattr(request, "param", {})}
    with override_settings(TASKS={"default": params}), jobkit_settings(EXECUTOR="django_tasks"):
        found = task_backends["default"]
        assert isinstance(found, Recording)
        yield found


@pytest.fixture
def executor(backend: Recording) -> django_tasks.DjangoTasksExecutor:
    """One that has no past."""
    return django_tasks.DjangoTasksExecutor()


def hints(number: int) -> list[Hint]:
    """So many jobs."""
    return [Hint(uuid4(), "default") for _ in range(number)]


def test_what_is_due_is_enqueued_with_nothing_but_its_id(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor
) -> None:
    now, later = Hint(uuid4(), "slow", 7), Hint(uuid4(), "default", due=False)
    executor.dispatch([now, later])
    assert backend.enqueued == [(str(now.job_id), "slow", 7)]


@pytest.mark.parametrize(
    ("backend", "queue", "expected"),
    [
        ({}, "unlisted", "default"),
        ({"QUEUES": []}, "unlisted", "unlisted"),
        ({"QUEUES": ["b", "a"]}, "default", "a"),
    ],
    indirect=["backend"],
)
def test_a_queue_that_the_backend_does_not_list_goes_where_it_can(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor, queue: str, expected: str
) -> None:
    executor.dispatch([Hint(uuid4(), queue)])
    assert backend.enqueued[0][1] == expected


@pytest.mark.parametrize("backend", [{"BACKEND": f"{__name__}.WithoutPriority"}], indirect=True)
def test_a_backend_without_priorities_is_told_of_none(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor
) -> None:
    executor.dispatch([Hint(uuid4(), "default", 50)])
    assert backend.enqueued[0][2] == 0


def test_a_submit_does_not_notice_a_backend_that_is_away(backend: Recording, transactional_db: None) -> None:
    backend.fails_for.add("all")
    job = add.submit(x=1)
    job.refresh_from_db()
    assert job.status == Status.PENDING


def test_a_job_that_the_backend_dislikes_does_not_keep_others_out(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor
) -> None:
    bad, good = hints(2)
    backend.fails_for.add(str(bad.job_id))
    with pytest.raises(ConnectionError):
        executor.dispatch([bad, good])
    executor.dispatch([bad, good][1:])
    assert backend.jobs == [str(good.job_id)] * 2


def test_a_slow_backend_does_not_hold_up_whoever_submits_many(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor
) -> None:
    backend.seconds = 0.3
    began_at = time.monotonic()
    executor.dispatch(hints(100))
    assert time.monotonic() - began_at < 2
    assert 1 <= len(backend.enqueued) < 10


def test_a_backend_that_hangs_and_fails_is_left_alone_for_a_while(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor
) -> None:
    backend.seconds = 0.3
    backend.fails_for.add("all")
    with pytest.raises(ConnectionError):
        executor.dispatch(hints(1))
    backend.fails_for.clear()
    began_at = time.monotonic()
    executor.dispatch(hints(1))
    assert time.monotonic() - began_at < 0.2
    assert backend.enqueued == []
    executor._rest_until = 0.0
    executor.dispatch(hints(1))
    assert len(backend.enqueued) == 1


def test_a_job_whose_task_still_waits_is_not_announced_again(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor
) -> None:
    waiting, forgotten, unheard = hints(3)
    executor.dispatch([waiting, forgotten])
    backend.forgotten.add(str(forgotten.job_id))
    executor.dispatch_again([waiting, forgotten, unheard])
    assert backend.jobs[2:] == [str(forgotten.job_id), str(unheard.job_id)]


@pytest.mark.parametrize("backend", [{"BACKEND": f"{__name__}.WithoutPriority"}], indirect=True)
def test_a_backend_that_cannot_be_asked_is_told_again(
    backend: Recording, executor: django_tasks.DjangoTasksExecutor
) -> None:
    (waiting,) = hints(1)
    executor.dispatch([waiting])
    executor.dispatch_again([waiting])
    assert backend.jobs == [str(waiting.job_id)] * 2


def test_what_is_remembered_has_a_bound(backend: Recording, executor: django_tasks.DjangoTasksExecutor) -> None:
    with jobkit_settings(BATCH=1):
        executor.dispatch(hints(50))
    assert len(executor._sent) == 8


def test_the_setting_names_it(backend: Recording) -> None:
    assert isinstance(get_executor(), django_tasks.DjangoTasksExecutor)
    assert get_executor().finds_due_jobs


def test_a_worker_is_idle_when_it_has_run_nothing_for_a_while() -> None:
    with jobkit_settings(REDELIVERY_AFTER=0.0):
        ear = django_tasks._Ear()
        with ear.hearing():
            assert not ear.is_idle()
        assert ear.is_idle()
    with jobkit_settings(REDELIVERY_AFTER=60.0):
        assert not ear.is_idle()
