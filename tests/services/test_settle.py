"""What a run amounted to is written once, fenced, and whatever it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jobkit import Status
from django_jobkit.core.context import Progress
from django_jobkit.core.outcome import Cancelled, Completed, Failed, Fenced, Interrupted, JobError, Postponed
from django_jobkit.models import Job
from django_jobkit.services.checkpoint import store_checkpoint
from django_jobkit.services.claim import claim_from, claim_job
from django_jobkit.services.promote import promote_due
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.retry import retry_job
from django_jobkit.services.settle import settle, settle_all
from django_jobkit.services.submit_many import submit_many
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_result_is_there_once_the_job_is_completed() -> None:
    run = kit.running()
    store_checkpoint(run.id, 1, {"row": 7})

    assert settle(run, Completed({"total": 3}))

    row = assert_sound(run)
    assert (row.status, row.result, row.error, row.saved_state) == (Status.COMPLETED, {"total": 3}, None, None)


def test_no_result_is_a_result_too() -> None:
    run = kit.running()

    assert settle(run, Completed(None))
    assert assert_sound(run).status == Status.COMPLETED


def test_a_failure_for_good_keeps_the_checkpoint_for_a_retry() -> None:
    run = kit.running(max_attempts=5)
    store_checkpoint(run.id, 1, {"row": 7})

    assert settle(run, Failed(kit.BROKEN))

    row = assert_sound(run)
    assert row.error == {"type": "RuntimeError", "message": "broken", "code": "handler_error"}
    assert row.statuses.last().message == "broken"
    again = kit.claim(retry_job(row))
    assert (again.saved_state, again.attempt, again.max_attempts) == ({"row": 7}, 2, 6)


def test_a_failure_with_attempts_left_waits_for_its_delay() -> None:
    run = kit.running(max_attempts=2)

    assert settle(run, Failed(kit.BROKEN, HOUR))

    row = assert_sound(run)
    assert (row.status, row.error, row.lane) == (Status.PENDING, None, None)
    assert row.parked_until == row.run_after
    assert abs(row.parked_until - timezone.now() - HOUR) < timedelta(minutes=1)
    assert claim_job(row.id, "me") is None
    assert len(promote_due()) == 0


@pytest.mark.parametrize("delay", [timedelta(0), timedelta(seconds=-5), timedelta(microseconds=1)])
def test_a_failure_without_delay_is_due_at_once(delay: timedelta) -> None:
    run = kit.running(max_attempts=2)
    settle(run, Failed(kit.BROKEN, delay))

    for _ in range(3):
        if promote_due():
            break
    assert [again.attempt for again in claim_from("default", "me", 1)] == [2]
    assert_sound(run)


def test_a_delay_beyond_all_calendars_is_cut() -> None:
    run = kit.running(max_attempts=2)

    assert settle(run, Postponed(timedelta(days=999_999_999), "much later"))
    assert assert_sound(run).parked_until.year <= timezone.now().year + 2


def test_the_last_attempt_fails_for_good_whatever_the_policy_says() -> None:
    run = kit.running(max_attempts=1)

    assert settle(run, Failed(kit.BROKEN, HOUR))
    assert assert_sound(run).status == Status.FAILED


@pytest.mark.parametrize("outcome", [Postponed(timedelta(0), "not yet"), Interrupted()])
def test_an_attempt_that_was_not_the_handlers_fault_is_given_back(outcome: Any) -> None:
    run = kit.running(max_attempts=1)
    for attempt in range(1, 6):
        assert run.attempt == attempt
        assert settle(run, outcome)
        assert assert_sound(run).status == Status.PENDING
        promote_due()
        run = kit.claim(run)

    assert settle(run, Failed(kit.BROKEN, HOUR))
    assert assert_sound(run).status == Status.FAILED


@pytest.mark.parametrize("outcome", [Postponed(timedelta(0), "not yet"), Interrupted()])
def test_attempts_are_not_given_back_for_ever(settings: Any, outcome: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "FREE_ATTEMPTS": 3}
    job = kit.pending(max_attempts=2)

    attempts = 0
    while fetch(job).status == Status.PENDING:
        promote_due()
        settle(kit.claim(job), outcome)
        attempts += 1

    row = assert_sound(job)
    assert (row.status, row.error["code"], attempts) == (Status.FAILED, "attempts_exhausted", 4)


def test_a_run_that_knows_it_was_fenced_writes_nothing() -> None:
    run = kit.running()

    assert settle(run, Fenced()) is False
    assert fetch(run).revision == 2


def test_the_last_progress_is_written_with_the_outcome() -> None:
    run = kit.running()

    settle(run, Completed(1), Progress(3, 4, "nearly"))

    assert fetch(run).progress == {"current": 3, "total": 4, "percent": 75.0, "message": "nearly"}


def test_a_message_of_any_length_fits_the_history() -> None:
    run = kit.running(max_attempts=5)

    settle(run, Failed(JobError(type="E", message="x\x00" * 5000, code="c"), HOUR))

    assert len(assert_sound(run).statuses.last().message) == 500


def test_a_commit_whose_answer_was_lost_is_found_out() -> None:
    run = kit.running()
    settle(run, Completed(1))

    assert settle(run, Completed(1)) is True
    assert history(run) == ["PENDING", "RUNNING", "COMPLETED"]


@pytest.mark.parametrize("outcome", [Failed(kit.BROKEN, HOUR), Failed(kit.BROKEN), Interrupted(), Cancelled()])
def test_any_outcome_that_was_written_already_is_found_out(outcome: Any) -> None:
    run = kit.running()
    settle(run, outcome)
    steps = history(run)

    assert settle(run, outcome) is True
    assert history(run) == steps


def test_outcomes_are_settled_together_each_with_its_own_answer() -> None:
    submit_many([kit.wish(max_attempts=3) for _ in range(7)])
    runs = claim_from("default", "me", 7)
    Job.objects.filter(pk=runs[5].id).delete()
    outcomes = [Completed(1), Failed(kit.BROKEN), Failed(kit.BROKEN, HOUR), Cancelled(), Fenced(), Completed(1)]
    outcomes.append(Interrupted())

    answers = settle_all([(run, outcome, None) for run, outcome in zip(runs, outcomes, strict=True)])

    assert answers == [True, True, True, True, False, False, True]
    left = [assert_sound(run).status for number, run in enumerate(runs) if number != 5]
    assert left == ["COMPLETED", "FAILED", "PENDING", "CANCELLED", "RUNNING", "PENDING"]
    assert settle_all([]) == []


def test_zombies_in_a_batch_do_not_hold_up_the_others(expire: Any) -> None:
    submit_many([kit.wish() for _ in range(4)])
    runs = claim_from("default", "me", 4)
    expire(runs[1])
    rescue_expired()

    assert settle_all([(run, Completed(7), None) for run in runs]) == [True, False, True, True]
    assert [assert_sound(run).result for run in runs] == [7, None, 7, 7]
