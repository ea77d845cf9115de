"""Handlers are told to stop in time, and those that do not listen are left behind."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from django_jobkit import Status
from django_jobkit.services.cancel import cancel_job
from django_jobkit.testing.waiting import wait_for_job
from tests.executors import tasks
from tests.tasks.gates import gates
from tests.tasks.jobs import add, gated, gated_politely

if TYPE_CHECKING:
    from django_jobkit.executors.engine import Engine
    from django_jobkit.executors.thread import ThreadExecutor
    from django_jobkit.models import Job


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    tasks.seen.clear()


def entered(gate: str = "default") -> None:
    """Wait until a handler runs."""
    assert gates[gate].entered.wait(10)


@pytest.mark.parametrize("task", [gated_politely, tasks.sleep_async])
def test_a_running_handler_is_cancelled_soon(executor: ThreadExecutor, task: object) -> None:
    job: Job = task.submit(gate="default")  # type: ignore[attr-defined]
    entered()
    asked_at = time.monotonic()
    assert cancel_job(job).status == Status.RUNNING
    assert wait_for_job(job).status == Status.CANCELLED
    assert time.monotonic() - asked_at < 10
    assert (tasks.seen == ["cancelled"]) == (task is tasks.sleep_async)


@pytest.mark.parametrize("task", [gated_politely, tasks.sleep_async])
def test_a_handler_that_takes_too_long_is_stopped(executor: ThreadExecutor, task: object) -> None:
    job = wait_for_job(task.using(timeout=0.2, max_attempts=1).submit(gate="default"), within=2)  # type: ignore[attr-defined]
    assert job.status == Status.FAILED
    assert job.error is not None
    assert job.error["code"] == "timed_out"


def test_a_deaf_handler_fails_over_its_head_and_for_good(one_at_a_time: Engine) -> None:
    job = wait_for_job(gated.using(timeout=0.2, max_attempts=5).submit(gate="default"), within=3)
    assert (job.status, job.attempt) == (Status.FAILED, 1)
    assert job.error is not None
    assert job.error["code"] == "timed_out"
    assert one_at_a_time.runs.free == 0, "its thread is still taken"
    gates["default"].opened.set()
    assert wait_for_job(add.submit(x=1)).status == Status.COMPLETED
    job.refresh_from_db()
    assert (job.status, job.history_length) == (Status.FAILED, 3)


def test_a_timeout_leaves_time_for_other_attempts(executor: ThreadExecutor) -> None:
    job = gated_politely.using(timeout=0.15, max_attempts=2).submit(gate="default")
    row = wait_for_job(job)
    assert (row.status, row.attempt) == (Status.FAILED, 2)


def test_stopping_waits_for_jobs_that_end_within_the_grace(executor: ThreadExecutor) -> None:
    job = tasks.outlive.submit(seconds=0.3)
    wait_for_job(job, Status.RUNNING)
    executor.stop(grace=5)
    job.refresh_from_db()
    assert job.status == Status.COMPLETED


@pytest.mark.parametrize("task", [gated_politely, tasks.sleep_async, gated])
def test_stopping_gives_back_what_does_not_end_in_time(executor: ThreadExecutor, task: object) -> None:
    job: Job = task.using(max_attempts=1).submit(gate="default")  # type: ignore[attr-defined]
    entered()
    began_at = time.monotonic()
    executor.stop(grace=0.4)
    assert time.monotonic() - began_at < 10
    job.refresh_from_db()
    assert (job.status, job.attempt, job.max_attempts) == (Status.PENDING, 1, 2)
    assert job.lease_expires_at is None
    assert job.statuses.last().message == "Interrupted by shutdown"
    executor.start()
    gates["default"].opened.set()
    if task is not tasks.sleep_async:
        assert wait_for_job(job).attempt == 2


def test_stopping_claims_no_more(executor: ThreadExecutor) -> None:
    wait_for_job(add.submit(x=1))
    executor.stop()
    job = add.submit(x=1)
    assert executor.engine is None
    job.refresh_from_db()
    assert job.status == Status.PENDING


def test_a_cancelled_job_that_is_still_running_at_the_end_is_cancelled(executor: ThreadExecutor) -> None:
    job = gated.submit(gate="default")
    entered()
    cancel_job(job)
    executor.stop(grace=0.2)
    job.refresh_from_db()
    assert job.status == Status.CANCELLED


def test_a_stop_can_be_hurried(executor: ThreadExecutor) -> None:
    job = gated.submit(gate="default")
    entered()
    executor.hurry()
    began_at = time.monotonic()
    executor.stop(grace=20)
    assert time.monotonic() - began_at < 10
    job.refresh_from_db()
    assert job.status == Status.PENDING
