"""Factories leave rows that the database's own constraints and the lifecycle agree with."""

from __future__ import annotations

import pytest

from django_jobkit import Status
from django_jobkit.models import Job
from django_jobkit.services.claim import claim_job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.testing import factories

EXPECTED = {
    factories.PendingJobFactory: [Status.PENDING],
    factories.TrackedJobFactory: [Status.PENDING],
    factories.RunningJobFactory: [Status.PENDING, Status.RUNNING],
    factories.LostJobFactory: [Status.PENDING, Status.RUNNING],
    factories.CompletedJobFactory: [Status.PENDING, Status.RUNNING, Status.COMPLETED],
    factories.FailedJobFactory: [Status.PENDING, Status.RUNNING, Status.FAILED],
    factories.CancelledJobFactory: [Status.PENDING, Status.CANCELLED],
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", EXPECTED, ids=lambda factory: factory.__name__)
def test_a_factory_leaves_a_job_with_its_history(factory: type[factories.JobFactory]) -> None:
    job = factory()
    rows = list(job.statuses.all())
    assert [row.status_type for row in rows] == EXPECTED[factory]
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert (job.status, job.history_length) == (EXPECTED[factory][-1], len(rows))
    assert job.is_terminal == (job.finished_at is not None)


def test_a_pending_job_can_be_claimed() -> None:
    job = factories.PendingJobFactory(queue="reports", priority=5)
    claimed = claim_job(job.id, "worker")
    assert claimed is not None
    assert (claimed.queue, claimed.attempt) == ("reports", 1)


def test_a_lost_job_is_rescued_and_a_running_one_is_not() -> None:
    lost, running = factories.LostJobFactory(), factories.RunningJobFactory()
    assert rescue_expired().count == 1
    assert Job.objects.get(pk=lost.pk).status == Status.PENDING
    assert Job.objects.get(pk=running.pk).status == Status.RUNNING


def test_rescue_spares_what_its_caller_runs() -> None:
    lost = factories.LostJobFactory()
    assert rescue_expired(sparing=[lost.pk]).count == 0


def test_any_column_may_be_given() -> None:
    job = factories.CompletedJobFactory(task="reports.monthly", result={"rows": 3})
    assert (job.name, job.result) == ("reports.monthly", {"rows": 3})
