"""Processes that seize up, die, overrun and do not listen: their parent looks after their jobs."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

pytest.importorskip("celery")

from django_jobkit import Status
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.testing import tasks
from tests.celery import jobs
from tests.celery.brokers import URLS, Channel
from tests.celery.conftest import submitting
from tests.celery.workers import Worker, ended, running
from tests.processes import jobs as held
from tests.processes.conftest import PATIENCE, seconds_since

pytestmark = [pytest.mark.requires_rabbitmq, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Far more than it takes, far less than a lease.
SOON = 20.0


@pytest.fixture(scope="module")
def shared(django_db_setup: None) -> Iterator[tuple[Channel, Worker]]:
    """A worker for all tests that leave it alive, with leases that nobody waits for."""
    channel = Channel(URLS["rabbitmq"])
    with running(channel, "prefork", JOBKIT_TEST_LEASE="60", JOBKIT_TEST_CANCEL_KILL_AFTER="0.5") as worker:
        yield channel, worker
    channel.delete()


@pytest.fixture
def worker(transactional_db: None, shared: tuple[Channel, Worker]) -> Iterator[Worker]:
    """The worker that all share; what is submitted here goes to it."""
    channel, worker = shared
    with submitting(channel):
        yield worker


def code_of(job: Job) -> str:
    """The code of its error."""
    assert job.error is not None
    return str(job.error["code"])


def test_the_job_of_a_process_that_was_killed_goes_on_at_once(worker: Worker) -> None:
    job = held.hold.submit(until="/nowhere")
    (first,) = worker.began(job_id=job.pk)
    killed_at = time.monotonic()
    os.kill(first.pid, signal.SIGKILL)
    second = worker.began(2, job_id=job.pk)[1]
    assert seconds_since(killed_at) < SOON
    assert first.pid != second.pid
    cancel_job(job)
    assert (ended(job).status, job.attempt, job.max_attempts) == (Status.CANCELLED, 0, 3)


def test_a_job_that_kills_its_process_every_time_fails_and_the_others_go_on(worker: Worker) -> None:
    poison = held.kill.submit()
    others = [tasks.add.submit(x=number, y=1) for number in range(10)]
    row = ended(poison)
    assert (row.status, row.attempt, code_of(row)) == (Status.FAILED, 2, "worker_lost")
    assert [ended(job).result for job in others] == list(range(1, 11))
    assert len(worker.ledger.read(job_id=poison.pk)) == 2
    assert worker.popen.poll() is None


def test_a_deaf_handler_is_killed_over_its_timeout_and_may_be_tried_again(worker: Worker) -> None:
    job = held.hold.using(timeout=0.3, max_attempts=2).submit(until="/nowhere", deaf=True)
    first, second = worker.began(2, job_id=job.pk)
    assert first.pid != second.pid
    row = ended(job)
    assert (row.status, row.attempt, code_of(row)) == (Status.FAILED, 2, "timed_out")
    assert not worker.ledger.read("ended", job_id=job.pk)


def test_a_handler_that_listens_is_only_told_of_its_timeout(worker: Worker) -> None:
    job = held.hold.using(timeout=0.3, max_attempts=1).submit(until="/nowhere")
    (entry,) = worker.began(job_id=job.pk)
    assert code_of(ended(job)) == "timed_out"
    os.kill(entry.pid, 0)


@pytest.mark.parametrize("deaf", [False, True])
def test_a_cancel_is_heeded_and_its_ignoring_is_fatal_where_that_was_chosen(worker: Worker, deaf: bool) -> None:
    job = held.hold.submit(until="/nowhere", deaf=deaf)
    worker.began(job_id=job.pk)
    asked_at = time.monotonic()
    assert cancel_job(job).status == Status.RUNNING
    row = ended(job)
    assert (row.status, row.attempt) == (Status.CANCELLED, 1)
    assert seconds_since(asked_at) < SOON
    assert not worker.ledger.read("ended", job_id=job.pk)


def test_an_async_handler_in_a_process_is_cancelled(worker: Worker) -> None:
    job = held.hold_async.submit()
    worker.began(job_id=job.pk)
    cancel_job(job)
    assert ended(job).status == Status.CANCELLED


def test_progress_of_a_process_is_seen_while_it_runs(worker: Worker) -> None:
    job = jobs.advance.submit()
    worker.began(job_id=job.pk)

    def current() -> float | None:
        return Job.objects.values_list("progress_current", flat=True).get(pk=job.pk)

    deadline = time.monotonic() + PATIENCE
    while current() != 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert current() == 3
    cancel_job(job)
    assert ended(job).progress_message == "drei ☃ of four"
