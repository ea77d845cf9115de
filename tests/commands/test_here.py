"""What keeps a job alive that runs in the process of ``jobkit_submit --here``."""

from __future__ import annotations

import pytest

from django_jobkit.exceptions import JobCancelled, LeaseLost
from django_jobkit.management import here
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.claim import ClaimedJob, claim_job
from django_jobkit.services.run import DirectChannel, context_of
from tests.tasks.jobs import add


@pytest.fixture
def claimed(db: None) -> ClaimedJob:
    """A job that runs here."""
    run = claim_job(add.submit(x=1).pk, "here")
    assert run is not None
    return run


def test_a_lease_that_could_not_be_extended_is_not_lost(claimed: ClaimedJob, monkeypatch: pytest.MonkeyPatch) -> None:
    context = context_of(claimed, DirectChannel())
    monkeypatch.setattr(here, "renew_leases", lambda _runs: set())  # as if the handler's transaction held the row
    here.keep(claimed, context)
    assert context.stop_error is None


def test_a_lost_job_and_a_cancelled_one_are_stopped(claimed: ClaimedJob) -> None:
    context = context_of(claimed, DirectChannel())
    cancel_job(Job.objects.get(pk=claimed.id))
    here.keep(claimed, context)
    assert context.stop_error is JobCancelled

    Job.objects.filter(pk=claimed.id).delete()
    here.keep(claimed, context)
    assert context.stop_error is LeaseLost
