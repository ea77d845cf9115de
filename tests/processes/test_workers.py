"""Workers die, freeze, shut down and compete; every job ends once."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from django_jobkit import Status
from django_jobkit.models import Job
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.processes import jobs
from tests.processes.conftest import PATIENCE, Start, seconds_since
from tests.processes.ledger import Entry, Ledger

Began = Callable[..., list[Entry]]

#: Processes of their own, for the environments that run them all.
pytestmark = pytest.mark.slow


def history(job: Job) -> list[str]:
    """The statuses of `job`, checked for gaps."""
    rows = list(job.statuses.all())
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    return [row.status_type for row in rows]


def test_a_job_whose_worker_was_killed_is_finished_by_another(start_worker: Start, began: Began, opened: Path) -> None:
    job = jobs.hold.submit(until=str(opened))
    first = start_worker()
    began()
    first.send(signal.SIGKILL)
    assert first.exit_code() == -signal.SIGKILL
    second = start_worker()
    attempts = began(2)
    opened.touch()
    row = wait_for_job(job, within=PATIENCE)
    assert (row.status, row.result, row.attempt) == (Status.COMPLETED, 2, 2)
    assert [entry.pid for entry in attempts] == [first.pid, second.pid]
    assert history(row) == ["PENDING", "RUNNING", "PENDING", "RUNNING", "COMPLETED"]
    assert "lost" in row.statuses.get(seq=3).message


def test_a_worker_that_is_told_to_stop_gives_its_jobs_back_uncharged(
    start_worker: Start, began: Began, opened: Path
) -> None:
    held = [jobs.hold.submit(until=str(opened), deaf=deaf) for deaf in (False, True)]
    worker = start_worker()
    began(2)
    asked_at = time.monotonic()
    worker.send(signal.SIGTERM)
    assert worker.exit_code() == 0
    assert seconds_since(asked_at) < 10
    rows = list(Job.objects.filter(pk__in=[job.pk for job in held]))
    assert {(row.status, row.attempt, row.max_attempts, row.lease_expires_at) for row in rows} == {
        (Status.PENDING, 1, 4, None)
    }
    opened.touch()
    start_worker("--drain")
    assert {wait_for_job(job, within=PATIENCE).status for job in held} == {Status.COMPLETED}


def test_a_second_signal_does_not_wait_for_jobs(start_worker: Start, began: Began, opened: Path) -> None:
    job = jobs.hold.submit(until=str(opened), deaf=True)
    worker = start_worker(JOBKIT_TEST_GRACE="20")
    began()
    worker.send(signal.SIGTERM)
    asked_at = time.monotonic()
    worker.send(signal.SIGINT)
    assert worker.exit_code() == 0
    assert seconds_since(asked_at) < 10
    job.refresh_from_db()
    assert job.status == Status.PENDING


def test_a_frozen_worker_that_wakes_up_is_refused(
    start_worker: Start, began: Began, opened: Path, ledger: Ledger
) -> None:
    job = jobs.hold.submit(until=str(opened), deaf=True)
    zombie = start_worker()
    began()
    zombie.send(signal.SIGSTOP)
    start_worker()
    began(2)
    opened.touch()
    row = wait_for_job(job, within=PATIENCE)
    assert (row.status, row.result) == (Status.COMPLETED, 2)
    zombie.send(signal.SIGCONT)
    wait_until(lambda: len(ledger.read("ended")) == 2, PATIENCE)
    zombie.says(f"{job.id}")
    zombie.send(signal.SIGTERM)
    assert zombie.exit_code() == 0
    after = Job.objects.get(pk=job.pk)
    assert (after.status, after.result, after.attempt, after.revision) == (Status.COMPLETED, 2, 2, row.revision)
    assert history(after) == ["PENDING", "RUNNING", "PENDING", "RUNNING", "COMPLETED"]


def test_two_workers_share_the_load_and_run_nothing_twice(start_worker: Start, began: Began) -> None:
    # Held back by a queue that nobody serves until both workers run.
    workers = [start_worker(), start_worker()]
    for worker in workers:
        worker.says("until")
    submitted = [jobs.step.submit(seconds=0.02) for _ in range(60)]
    entries = began(len(submitted))
    wait_until(lambda: not Job.objects.unfinished().exists(), PATIENCE)
    assert Counter(entry.job_id for entry in entries) == {job.id: 1 for job in submitted}
    assert {entry.pid for entry in entries} == {worker.pid for worker in workers}
    assert {row.attempt for row in Job.objects.all()} == {1}


def test_a_job_that_kills_every_worker_ends_all_the_same(start_worker: Start, began: Began) -> None:
    poison = jobs.kill.submit()
    for _ in range(2):
        assert start_worker().exit_code() == -signal.SIGKILL
    survivor = start_worker()
    row = wait_for_job(poison, within=PATIENCE)
    assert (row.status, row.attempt) == (Status.FAILED, 2)
    assert row.error is not None
    assert row.error["code"] == "worker_lost"
    assert [entry.attempt for entry in began(2)] == [1, 2]
    assert wait_for_job(jobs.step.submit(), within=PATIENCE).result == survivor.pid


def test_a_worker_that_drains_ends_when_nothing_is_due(start_worker: Start) -> None:
    submitted = [jobs.step.submit() for _ in range(10)]
    worker = start_worker("--drain", "--concurrency", "3", "--queues", "default", "--poll-interval", "5")
    assert worker.exit_code() == 0
    assert {row.status for row in Job.objects.filter(pk__in=[job.pk for job in submitted])} == {Status.COMPLETED}
    for line in ("side by side  3", "queues        default", "until         nothing is due"):
        assert line in worker.output
