"""Pools that a test has for itself: the maintenance of any other worker would come to the rescue of their jobs."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

pytest.importorskip("celery")

from django_jobkit import Status
from django_jobkit.services.cancel import cancel_job
from tests.celery import jobs
from tests.celery.brokers import URLS, Channel
from tests.celery.conftest import submitting
from tests.celery.workers import ended, running
from tests.processes import jobs as held

pytestmark = [pytest.mark.requires_rabbitmq, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def channel(transactional_db: None) -> Iterator[Channel]:
    """A queue for the worker of one test."""
    channel = Channel(URLS["rabbitmq"])
    with submitting(channel):
        yield channel
    channel.delete()


def test_a_process_that_seizes_its_interpreter_for_three_leases_keeps_its_job(channel: Channel) -> None:
    with running(channel, "prefork", JOBKIT_TEST_LEASE="1.5") as worker:
        job = ended(jobs.seize.submit(seconds=5))
    assert (job.status, job.attempt, job.history_length) == (Status.COMPLETED, 1, 3)
    assert len(worker.ledger.read(job_id=job.pk)) == 1


@pytest.mark.only_on("postgresql", "mysql")  # nobody is cut off from a file, so nobody is stopped over it
def test_a_handler_stops_in_time_when_its_parent_stands_still(channel: Channel) -> None:
    with running(channel, "prefork", JOBKIT_TEST_LEASE="1.5") as worker:
        job = held.hold.submit(until="/nowhere")
        (entry,) = worker.began(job_id=job.pk)
        worker.send(signal.SIGSTOP)
        worker.says("could not be renewed")
        # The broker takes the frozen worker for a live one, and gives it every other message.
        with running(channel, "prefork", ledger=worker.ledger, JOBKIT_TEST_REDELIVERY_AFTER="0.5") as other:
            second = other.began(2, job_id=job.pk)[1]
            cancel_job(job)
            row = ended(job)
        worker.send(signal.SIGCONT)
    assert entry.pid != second.pid
    assert (row.status, row.attempt) == (Status.CANCELLED, 2)


def test_a_process_is_replaced_after_so_many_jobs_as_the_host_likes(channel: Channel) -> None:
    with running(channel, "prefork", CELERY_TEST_MAX_TASKS="1"):
        pids = [ended(jobs.whoami.submit()).result for _ in range(4)]
    assert len(set(pids)) == 4
