"""Cancel against whatever else happens: exactly one wins, and the answer says which."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from django_jobkit import IllegalTransition, Status
from django_jobkit.core.outcome import Cancelled, Completed, Failed, Interrupted
from django_jobkit.models import Job
from django_jobkit.services import cancel
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.claim import claim_from, claim_job
from django_jobkit.services.report import report_status
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.retry import retry_job
from django_jobkit.services.settle import settle
from django_jobkit.services.submit_many import submit_many
from django_jobkit.services.submit_tracked import submit_tracked
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history
from tests.services.threads import race

ROUNDS = 120


@pytest.mark.django_db
def test_a_pending_job_is_cancelled_at_once_and_never_runs() -> None:
    job = kit.pending()

    answer = cancel_job(job)

    assert assert_sound(job).status == answer.status == Status.CANCELLED
    assert answer.cancel_requested_at is not None
    assert claim_job(job.id, "me") is None
    assert claim_from("default", "me", 5) == []


@pytest.mark.django_db
def test_a_running_job_is_asked_and_the_first_request_counts() -> None:
    run = kit.running()

    first = cancel_job(fetch(run))
    second = cancel_job(first)

    assert (first.status, second.status) == (Status.RUNNING, Status.RUNNING)
    assert first.cancel_requested_at == second.cancel_requested_at is not None
    assert second.revision > first.revision
    assert history(run) == ["PENDING", "RUNNING"]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.completed, kit.failed, kit.cancelled])
def test_an_ended_job_cannot_be_cancelled(make: Any) -> None:
    job = make()

    with pytest.raises(IllegalTransition) as caught:
        cancel_job(job)

    assert caught.value.details == {"status": [job.status]}
    assert assert_sound(job).revision == job.revision


@pytest.mark.django_db
def test_a_job_that_ends_before_it_hears_of_a_cancel_was_not_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    run = kit.running()
    monkeypatch.setattr(cancel, "hint_cancel", lambda job_id: settle(run, Completed(1)))

    with pytest.raises(IllegalTransition) as refusal:
        cancel_job(fetch(run))

    assert refusal.value.details == {"status": ["COMPLETED"]}


@pytest.mark.django_db
def test_a_stale_row_does_not_mislead_a_cancel() -> None:
    stale = kit.pending()
    run = kit.claim(stale)
    assert cancel_job(stale).status == Status.RUNNING
    settle(run, Completed(1))

    with pytest.raises(IllegalTransition):
        cancel_job(stale)


@pytest.mark.django_db
def test_a_new_run_of_a_tracked_job_was_not_asked_to_stop() -> None:
    job = submit_tracked("elsewhere").job
    cancel_job(job)
    assert fetch(job).cancel_requested_at is not None

    report_status(job, "RUNNING")

    assert fetch(job).cancel_requested_at is None


@pytest.mark.django_db
def test_a_tracked_job_is_cancelled_once() -> None:
    job = submit_tracked("elsewhere").job

    assert cancel_job(job).status == Status.CANCELLED
    assert history(job) == ["PENDING", "CANCELLED"]
    with pytest.raises(IllegalTransition):
        cancel_job(job)


@pytest.mark.django_db
def test_a_job_that_is_gone_cannot_be_cancelled() -> None:
    job = kit.pending()
    Job.objects.filter(pk=job.pk).delete()

    with pytest.raises(Job.DoesNotExist):
        cancel_job(job)


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [Failed(kit.BROKEN, timedelta(0)), Interrupted()])
def test_no_further_attempt_follows_a_cancel_request(outcome: Any) -> None:
    run = kit.running(max_attempts=5)
    cancel_job(fetch(run))

    assert settle(run, outcome)

    assert assert_sound(run).status == Status.CANCELLED
    assert history(run) == ["PENDING", "RUNNING", "CANCELLED"]


@pytest.mark.django_db
def test_a_retry_forgets_the_cancel_request() -> None:
    run = kit.claim(retry_job(kit.cancelled()))

    assert fetch(run).cancel_requested_at is None


def _claimed_runs(count: int) -> dict[Any, Any]:
    ids = submit_many([kit.wish() for _ in range(count)])
    runs = {run.id: run for run in claim_from("default", "me", count)}
    return {number: runs[job_id] for number, job_id in enumerate(ids)}


@pytest.mark.parametrize("outcome", [Completed(1), Failed(kit.BROKEN), Cancelled()])
def test_cancel_against_finish_has_one_winner_and_says_so(committed: None, outcome: Any) -> None:
    runs = _claimed_runs(ROUNDS)
    jobs = {number: fetch(run) for number, run in runs.items()}

    rounds = race([lambda number: settle(runs[number], outcome), lambda number: cancel_job(jobs[number])], ROUNDS)

    for number, (settled, answer) in enumerate(rounds):
        row = assert_sound(runs[number])
        assert settled is True
        assert len(history(row)) == 3
        if isinstance(answer, IllegalTransition):
            assert answer.details["status"] == [row.status]
        else:
            assert row.cancel_requested_at is not None
            # The answer is a look after the request.
            assert answer.status == Status.RUNNING or (answer.status, row.status) == (Status.CANCELLED,) * 2


def test_cancel_against_back_off_never_leaves_a_job_that_would_run_again(committed: None) -> None:
    runs = _claimed_runs(ROUNDS)
    jobs = {number: fetch(run) for number, run in runs.items()}
    outcome = Failed(kit.BROKEN, timedelta(hours=1))

    rounds = race([lambda number: settle(runs[number], outcome), lambda number: cancel_job(jobs[number])], ROUNDS)

    for number, answers in enumerate(rounds):
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        row = assert_sound(runs[number])
        assert row.status == Status.CANCELLED
        assert history(row) in (
            ["PENDING", "RUNNING", "CANCELLED"],
            ["PENDING", "RUNNING", "PENDING", "CANCELLED"],
        )


def test_cancel_against_claim_has_one_winner(committed: None) -> None:
    ids = submit_many([kit.wish() for _ in range(ROUNDS)])
    jobs = [fetch(job_id) for job_id in ids]

    rounds = race([lambda number: claim_job(jobs[number].id, "me"), lambda number: cancel_job(jobs[number])], ROUNDS)

    for number, (run, answer) in enumerate(rounds):
        row = assert_sound(jobs[number])
        if run is None:
            assert (row.status, answer.status) == (Status.CANCELLED, Status.CANCELLED)
            assert history(row) == ["PENDING", "CANCELLED"]
        else:
            assert (row.status, answer.status) == (Status.RUNNING, Status.RUNNING)
            assert row.cancel_requested_at is not None


def test_cancel_against_rescue_never_leaves_a_job_that_would_run_again(committed: None) -> None:
    runs = _claimed_runs(40)
    jobs = {number: fetch(run) for number, run in runs.items()}
    from django_jobkit.models.clock import DatabaseNow

    def lose(number: int) -> int:
        Job.objects.filter(pk=jobs[number].id).update(lease_expires_at=DatabaseNow() - timedelta(seconds=1))
        return rescue_expired().count

    race([lose, lambda number: cancel_job(jobs[number])], 40)
    rescue_expired()

    for run in runs.values():
        assert assert_sound(run).status == Status.CANCELLED


def test_two_cancels_of_a_pending_job_make_one_history_row(committed: None) -> None:
    jobs = [kit.pending() for _ in range(30)]

    rounds = race([lambda number: cancel_job(jobs[number])] * 2, 30)

    for job, answers in zip(jobs, rounds, strict=True):
        assert history(job) == ["PENDING", "CANCELLED"]
        assert sum(isinstance(answer, IllegalTransition) for answer in answers) == 1
