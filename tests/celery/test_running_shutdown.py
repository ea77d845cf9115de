"""Workers that are told to stop give their jobs back uncharged and hint at them again, whatever the pool."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("celery")

from django_jobkit import Status
from django_jobkit.models import Job
from django_jobkit.testing.waiting import wait_for_job
from tests.celery.brokers import URLS, Channel
from tests.celery.conftest import submitting
from tests.celery.workers import running
from tests.processes import jobs
from tests.processes.conftest import PATIENCE, seconds_since

pytestmark = [pytest.mark.requires_redis, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# The grace is one second; what is left is for Celery and a busy machine.
BOUND = 10.0


@pytest.fixture
def channel(transactional_db: None) -> Iterator[Channel]:
    """A queue on Redis; what is submitted here goes there."""
    channel = Channel(URLS["redis"])
    with submitting(channel):
        yield channel
    channel.delete()


def given_back(job: Job, attempt: int = 1) -> bool:
    """Whether `job` waits again, and has lost no attempt."""
    job.refresh_from_db()
    return (job.status, job.attempt, job.max_attempts) == (Status.PENDING, attempt, 3 + attempt)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGQUIT], ids=["warm", "cold"])
@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_a_worker_that_is_told_to_stop_gives_its_jobs_back(
    channel: Channel, pool: str, how: signal.Signals, tmp_path: Path
) -> None:
    opened = tmp_path / "opened"
    held = [jobs.hold.submit(until=str(opened), deaf=deaf) for deaf in (False, True)]
    with running(channel, pool) as worker:
        worker.began(2)
        asked_at = time.monotonic()
        worker.send(how)
        worker.exit_code(BOUND)
        assert seconds_since(asked_at) < BOUND
    assert all(given_back(job) for job in held)
    opened.touch()
    # Those that come next are told by messages that were sent in time: this one announces nothing again.
    with running(channel, pool, JOBKIT_TEST_REDELIVERY_AFTER="3600"):
        rows = [wait_for_job(job, within=PATIENCE) for job in held]
    assert {(row.status, row.attempt) for row in rows} == {(Status.COMPLETED, 2)}


def test_a_worker_without_a_pool_leaves_a_deaf_handler_behind(channel: Channel) -> None:
    job = jobs.hold.submit(until="/nowhere", deaf=True)
    with running(channel, "solo") as worker:
        worker.began()
        worker.send(signal.SIGTERM)
        assert worker.exit_code(BOUND) == 0
    assert given_back(job)


def test_a_job_that_ends_within_the_grace_is_not_disturbed(channel: Channel) -> None:
    job = jobs.step.submit(seconds=1.5)
    with running(channel, "prefork", JOBKIT_TEST_GRACE="8") as worker:
        worker.began()
        worker.send(signal.SIGTERM)
        assert worker.exit_code(BOUND) == 0
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Status.COMPLETED, 1)


@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_a_soft_shutdown_asks_handlers_before_its_time_is_over(channel: Channel, pool: str) -> None:
    job = jobs.hold.submit(until="/nowhere")
    with running(channel, pool, JOBKIT_TEST_SOFT_SHUTDOWN="2", REMAP_SIGTERM="SIGQUIT") as worker:
        worker.began()
        worker.send(signal.SIGTERM)
        worker.exit_code(BOUND)
        assert "is killed" not in worker.output
    assert given_back(job)
    assert job.statuses.get(seq=3).message == "Interrupted by shutdown"


def test_a_worker_that_was_killed_loses_nothing(channel: Channel, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    job = jobs.hold.submit(until=str(opened), deaf=True)
    with running(channel, "prefork") as worker:
        (entry,) = worker.began()
        worker.send(signal.SIGKILL)
        worker.exit_code()
    with running(channel, "threads", ledger=worker.ledger) as other:
        second = other.began(2)[1]
        opened.touch()
        row = wait_for_job(job, within=PATIENCE)
    assert (row.status, row.attempt) == (Status.COMPLETED, 2)
    assert second.pid != entry.pid
    assert len(worker.ledger.read("ended")) == 1, "the children die with their parent"
