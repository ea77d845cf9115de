"""The one task, and what it makes of messages that nobody should have sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from django_jobkit import JobRequest, Status
from django_jobkit.executors import hosted
from django_jobkit.services.submit import submit
from django_jobkit.tasks import run
from tests.celery.app import app
from tests.services.executors import HEARD
from tests.tasks.jobs import add
from tests.tasks.secretive import secretive

__all__ = ["secretive"]


@pytest.fixture(autouse=True)
def _stopped() -> Any:
    yield
    hosted.stop(0.1)


@pytest.mark.parametrize("arguments", [(), (None,), ("",), ("nonsense",), (7,), ([],), ("x" * 5000,), ("a", "b", "c")])
def test_a_malformed_message_is_logged_and_dropped(
    arguments: tuple[Any, ...], caplog: pytest.LogCaptureFixture
) -> None:
    run.apply(args=arguments).get()
    assert [record.levelname for record in caplog.records if record.name == "django_jobkit.tasks"] == ["WARNING"]
    assert all(len(record.getMessage()) < 300 for record in caplog.records)


def test_unknown_names_are_no_error_either(caplog: pytest.LogCaptureFixture) -> None:
    run.apply(kwargs={"id": "x"}).get()
    assert "names no job" in caplog.text


def test_a_job_that_is_gone_is_dropped(transactional_db: None) -> None:
    run.apply(args=[str(uuid4())]).get()


def test_a_message_that_comes_twice_runs_its_job_once(transactional_db: None, settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
    job = add.submit(x=1, y=2)
    for _ in range(3):
        run.apply(args=[str(job.pk)]).get()
    job.refresh_from_db()
    assert (job.status, job.result, job.attempt, job.history_length) == (Status.COMPLETED, 3, 1, 3)


def test_a_message_that_comes_to_a_worker_that_parts_is_passed_on(transactional_db: None, settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
    job = add.submit(x=1)
    hosted.leave(0.0)
    HEARD.clear()
    run.apply(args=[str(job.pk)]).get()
    assert [job.pk] == HEARD
    hosted.start()


def test_it_stores_no_result_and_never_retries() -> None:
    task = app.tasks["jobkit.run"]
    assert (task.ignore_result, task.max_retries, task.track_started) == (True, 0, False)
    assert (task.time_limit, task.soft_time_limit) == (None, None)


def test_a_message_names_the_job_and_its_secret_is_opened_where_it_runs(
    transactional_db: None, settings: Any, secretive: None
) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
    job = submit(JobRequest(task="tests.connect", params={"user": "ada", "password": "canary"}))
    run.apply(args=[str(job.pk)]).get()
    job.refresh_from_db()
    assert (job.status, job.result) == (Status.COMPLETED, "ada knows 6 characters")
    assert "canary" not in str(job.__dict__)
