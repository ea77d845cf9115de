"""Nobody has more unfinished jobs than the quota allows, however fast they ask."""

from __future__ import annotations

from typing import Any

import pytest

from django_jobkit import QuotaExceeded
from django_jobkit.core.outcome import Completed
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.settle import settle
from django_jobkit.services.submit import submit_job
from django_jobkit.services.submit_many import submit_many
from django_jobkit.services.submit_tracked import submit_tracked
from tests.services import kit
from tests.services.soundness import fetch
from tests.services.threads import crowd


@pytest.fixture(autouse=True)
def _three(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUOTA": 3}


@pytest.mark.django_db
def test_one_more_than_the_quota_is_refused_until_a_job_ends() -> None:
    owner = kit.new_user()
    run = kit.running(owner=owner)
    waiting = kit.pending(owner=owner)
    submit_tracked("elsewhere", owner=owner)

    with pytest.raises(QuotaExceeded) as caught:
        kit.pending(owner=owner)
    assert caught.value.retry_after == 10
    with pytest.raises(QuotaExceeded):
        submit_tracked("elsewhere", owner=owner)

    settle(run, Completed(1))
    kit.pending(owner=owner)
    cancel_job(fetch(waiting))
    kit.pending(owner=owner)
    with pytest.raises(QuotaExceeded):
        kit.pending(owner=owner)


@pytest.mark.django_db
def test_one_owner_does_not_use_up_the_quota_of_another() -> None:
    greedy = kit.new_user()
    for _ in range(3):
        kit.pending(owner=greedy)

    assert kit.pending(owner=kit.new_user())
    assert kit.pending(scope="anonymous")


@pytest.mark.django_db
def test_the_hosts_own_code_is_not_bound() -> None:
    assert [kit.pending() for _ in range(5)]
    assert len(submit_many([kit.wish()] * 5)) == 5


@pytest.mark.django_db
def test_a_bulk_that_does_not_fit_is_refused_as_a_whole() -> None:
    owner = kit.new_user()

    with pytest.raises(QuotaExceeded):
        submit_many([kit.wish(owner=owner)] * 4)
    assert not Job.objects.exists()
    assert len(submit_many([kit.wish(owner=owner)] * 3)) == 3


@pytest.mark.django_db
def test_an_answer_that_makes_no_job_costs_no_quota() -> None:
    owner = kit.new_user()
    first = kit.pending(owner=owner, idempotency_key="k")
    kit.pending(owner=owner)
    kit.pending(owner=owner)

    assert submit_job(kit.wish(owner=owner, idempotency_key="k")).job.id == first.id


def test_a_crowd_gets_exactly_the_quota(committed: None) -> None:
    owner = kit.new_user()

    answers = crowd(12, lambda number: kit.pending(owner=owner, params={"x": number}))

    assert Job.objects.count() == 3
    assert sum(isinstance(answer, QuotaExceeded) for answer in answers) == 9
