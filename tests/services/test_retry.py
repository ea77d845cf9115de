"""A FAILED or CANCELLED job runs again under the same id, on request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jobkit import IllegalTransition, Status
from django_jobkit.core.context import Progress
from django_jobkit.core.outcome import Completed, Failed
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.checkpoint import store_checkpoint
from django_jobkit.services.claim import claim_from
from django_jobkit.services.retry import retry_job
from django_jobkit.services.settle import settle
from django_jobkit.services.submit_tracked import submit_tracked
from tests.services import kit
from tests.services.executors import HEARD
from tests.services.soundness import assert_sound, fetch, history
from tests.services.threads import race


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.failed, kit.cancelled, kit.cancelled_running])
def test_an_ended_job_starts_over_with_its_history(make: Any) -> None:
    ended = make(max_attempts=2)

    job = assert_sound(retry_job(ended))

    assert (job.status, job.lane, job.max_attempts) == (Status.PENDING, "default", ended.attempt + 2)
    assert (job.error, job.result, job.started_at, job.cancel_requested_at) == (None, None, None, None)
    assert history(job)[-2:] == [ended.status, "PENDING"]
    assert [run.attempt for run in claim_from("default", "me", 1)] == [ended.attempt + 1]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.pending, kit.running, kit.completed])
def test_what_has_not_ended_badly_is_not_retried(make: Any) -> None:
    job = fetch(make())

    with pytest.raises(IllegalTransition) as caught:
        retry_job(job)

    assert caught.value.details == {"status": [job.status]}
    assert assert_sound(job).revision == job.revision


@pytest.mark.django_db
def test_a_tracked_job_is_not_retried_here() -> None:
    with pytest.raises(IllegalTransition):
        retry_job(submit_tracked("elsewhere").job)


@pytest.mark.django_db
def test_every_retry_grants_the_budget_anew() -> None:
    job = kit.failed(max_attempts=2)
    for _ in range(3):
        run = kit.claim(retry_job(job))
        assert settle(run, Failed(kit.BROKEN, timedelta(hours=1)))
        assert fetch(job).status == Status.PENDING
        cancel_job(fetch(job))
    assert_sound(job)


@pytest.mark.django_db
def test_a_retried_job_is_due_now_whatever_it_waited_for_before() -> None:
    parked = kit.pending(run_after=timezone.now() + timedelta(days=1))

    job = retry_job(cancel_job(parked))

    assert (job.run_after, job.parked_until, job.lane) == (None, None, "default")


@pytest.mark.django_db
def test_a_retried_job_shows_no_progress_of_the_run_before() -> None:
    run = kit.running()
    settle(run, Failed(kit.BROKEN), Progress(3, 4, "nearly"))
    assert fetch(run).progress["percent"] == 75

    assert retry_job(fetch(run)).progress == {"current": None, "total": None, "percent": None, "message": ""}


def test_the_executor_hears_of_a_retry(committed: None) -> None:
    job = kit.failed()
    HEARD.clear()

    retry_job(job)

    assert [job.id] == HEARD


def test_two_retries_at_once_make_one(committed: None) -> None:
    jobs = [kit.failed() for _ in range(30)]

    rounds = race([lambda number: retry_job(jobs[number])] * 2, 30)

    for job, answers in zip(jobs, rounds, strict=True):
        assert sum(isinstance(answer, IllegalTransition) for answer in answers) == 1
        assert history(job) == ["PENDING", "RUNNING", "FAILED", "PENDING"]
        assert_sound(job)


def test_a_retry_and_a_late_finish_of_the_attempt_before_do_not_meet(committed: None, expire: Any) -> None:
    from django_jobkit.services.rescue import rescue_expired

    runs = [kit.running(max_attempts=1) for _ in range(20)]
    for run in runs:
        expire(run)
    rescue_expired()
    jobs = [fetch(run) for run in runs]

    rounds = race([lambda n: retry_job(jobs[n]), lambda n: settle(runs[n], Completed("late"))], 20)

    for run, (_, settled) in zip(runs, rounds, strict=True):
        assert settled is False
        assert assert_sound(run).status == Status.PENDING


@pytest.mark.django_db
@pytest.mark.parametrize(("forget", "left"), [(False, {"page": 7}), (True, None)])
def test_a_retry_goes_on_from_the_checkpoint_unless_it_is_to_be_forgotten(forget: bool, left: Any) -> None:
    run = kit.running()
    store_checkpoint(run.id, run.attempt, {"page": 7})
    settle(run, Failed(kit.BROKEN))

    job = assert_sound(retry_job(fetch(run), forget=forget))

    assert job.saved_state == left
    assert kit.claim(job).saved_state == left


@pytest.mark.django_db
def test_a_refused_retry_forgets_nothing() -> None:
    run = kit.running()
    store_checkpoint(run.id, run.attempt, {"page": 7})

    with pytest.raises(IllegalTransition):
        retry_job(fetch(run), forget=True)

    assert fetch(run).saved_state == {"page": 7}
