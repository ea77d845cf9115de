"""Workers of django-tasks-db die, lose what they were told, and stop; every job ends once."""

from __future__ import annotations

import signal
import time
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.processes import jobs
from tests.processes.conftest import PATIENCE, seconds_since
from tests.processes.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.django_tasks.workers import Workers

pytestmark = pytest.mark.slow


@pytest.fixture
def workers(transactional_db: None, tmp_path: Path) -> Iterator[Workers]:
    """Worker processes of the database backend; this process only submits."""
    pytest.importorskip("django_tasks_db")
    from tests.django_tasks.workers import Workers, database_backend

    started = Workers(tmp_path)
    with database_backend():
        yield started
        started.end()


def wait_until_began(workers: Workers, count: int = 1) -> None:
    """Wait for handlers to begin."""
    ledger = Ledger(workers.ledger)
    wait_until(lambda: len(ledger.read()) >= count, PATIENCE, f"{count} attempts that began")


def history(job: Job) -> list[str]:
    """The statuses that `job` went through."""
    return [row.status_type for row in job.statuses.all()]


def test_a_job_whose_worker_was_killed_is_finished_when_it_is_started_again(workers: Workers, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    job = jobs.hold.submit(until=str(opened))
    waiting = [jobs.step.submit() for _ in range(3)]
    first = workers.start()
    wait_until_began(workers)
    first.send(signal.SIGKILL)
    assert first.exit_code() == -signal.SIGKILL
    opened.touch()
    workers.start()
    row = wait_for_job(job, within=PATIENCE)
    assert (row.status, row.result, row.attempt) == (Status.COMPLETED, 2, 2)
    assert history(row) == ["PENDING", "RUNNING", "PENDING", "RUNNING", "COMPLETED"]
    for other in waiting:
        assert wait_for_job(other, within=PATIENCE).attempt == 1


def test_a_job_that_the_backend_has_forgotten_runs_when_a_worker_is_started(workers: Workers) -> None:
    job = jobs.step.submit()
    results = import_module("django_tasks_db.models").DBTaskResult
    assert results.objects.count() == 1
    results.objects.all().delete()
    workers.start()
    assert wait_for_job(job, within=PATIENCE).attempt == 1


def test_a_job_that_kills_every_worker_fails_in_the_end(workers: Workers) -> None:
    job = jobs.kill.submit()
    for _ in range(2):
        assert workers.start().exit_code() == -signal.SIGKILL
    workers.start()
    row = wait_for_job(job, within=PATIENCE)
    assert (row.status, row.attempt, row.error and row.error["code"]) == (Status.FAILED, 2, "worker_lost")


def test_a_cancel_reaches_the_handler(workers: Workers, tmp_path: Path) -> None:
    job = jobs.hold.submit(until=str(tmp_path / "never"))
    workers.start()
    wait_until_began(workers)
    asked_at = time.monotonic()
    cancel_job(job)
    assert wait_for_job(job, within=PATIENCE).status == Status.CANCELLED
    assert seconds_since(asked_at) < 5


def test_a_worker_that_is_told_to_stop_twice_gives_its_job_back_uncharged(workers: Workers, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    job = jobs.hold.submit(until=str(opened))
    worker = workers.start()
    wait_until_began(workers)
    # At the first signal db_worker waits for its task, however long that takes.
    worker.send(signal.SIGTERM)
    worker.says("shutting down")
    worker.send(signal.SIGTERM)
    worker.exit_code()
    row = wait_for_job(job, Status.PENDING, within=PATIENCE)
    assert (row.attempt, row.max_attempts) == (1, 4)
    opened.touch()
    workers.start()
    assert wait_for_job(job, within=PATIENCE).result == 2


def test_a_process_that_only_looks_after_jobs_has_them_announced_again(workers: Workers) -> None:
    job = jobs.step.submit()
    results = import_module("django_tasks_db.models").DBTaskResult
    results.objects.all().delete()
    keeper = workers.start("-m", "django", "jobkit_maintain")
    wait_until(results.objects.exists, PATIENCE, "A task in the backend")
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Status.PENDING, 0)
    keeper.send(signal.SIGTERM)
    assert keeper.exit_code() == 0


def test_both_ways_at_once_a_worker_imports_the_function_that_it_was_told_of(workers: Workers) -> None:
    functions = import_module("tests.django_tasks.functions")
    result = functions.add.using(backend="ours").enqueue(1, y=2)
    failed = functions.fail_later.using(backend="ours").enqueue()
    workers.start()
    for job_id in (result.id, failed.id):
        wait_for_job(Job.objects.get(pk=job_id), within=PATIENCE)
    result.refresh()
    failed.refresh()
    assert (result.status, result.return_value) == ("SUCCESSFUL", 3)
    assert (failed.status, [error.exception_class for error in failed.errors]) == ("FAILED", [functions.Broken] * 2)
