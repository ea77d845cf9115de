"""A worker runs what its broker lost, without anybody's help."""

from __future__ import annotations

import pytest

from django_jobkit import Status
from django_jobkit.models import Job
from django_jobkit.testing.waiting import wait_until
from tests.celery.brokers import Channel
from tests.celery.conftest import submitting
from tests.celery.test_redelivery import waiting
from tests.celery.workers import running

pytestmark = pytest.mark.slow

JOBS = 300


@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_a_flushed_broker_costs_seconds_and_no_job(transactional_db: None, channel: Channel, pool: str) -> None:
    with submitting(channel) as executor:
        waiting(JOBS)
        assert executor.flush(20)
    assert len(channel.take()) == JOBS
    with running(channel, pool) as worker:
        wait_until(lambda: Job.objects.filter(status=Status.COMPLETED).count() == JOBS, 60, "all jobs completed")
        assert "announced again" in worker.output
    assert set(Job.objects.values_list("attempt", "history_length")) == {(1, 3)}
