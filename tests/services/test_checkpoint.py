"""Checkpoints are fenced, bounded, and part of the handler's own transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from django_jobkit import LeaseLost
from django_jobkit.core.outcome import Completed, Failed
from django_jobkit.exceptions import NotStorable
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.checkpoint import restore_attempts, store_checkpoint
from django_jobkit.services.database import jobs_connection
from django_jobkit.services.promote import promote_due
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.settle import settle
from django_jobkit.testing.plugin import jobkit_settings
from tests.services import kit
from tests.services.soundness import assert_sound, fetch


@pytest.mark.django_db
@pytest.mark.parametrize("state", [{"row": 7}, [1, None], "text", 0, False, None])
def test_the_next_attempt_finds_what_the_last_one_stored(state: Any) -> None:
    run = kit.running()
    store_checkpoint(run.id, 1, "older")
    store_checkpoint(run.id, 1, state)
    settle(run, Failed(kit.BROKEN, timedelta(0)))
    for _ in range(3):
        promote_due()

    assert kit.claim(run).saved_state == state
    assert_sound(run)


@pytest.mark.django_db
def test_a_lost_worker_leaves_its_checkpoint_behind(expire: Any) -> None:
    run = kit.running()
    store_checkpoint(run.id, 1, {"row": 7})
    expire(run)
    rescue_expired()

    assert kit.claim(run).saved_state == {"row": 7}


@pytest.mark.django_db
def test_no_statement_is_kept_for_debugging_beyond_a_checkpoint(settings: Any) -> None:
    run = kit.running()
    settings.DEBUG = True
    for _ in range(3):
        store_checkpoint(run.id, 1, 1)
    assert not jobs_connection().queries_log


@pytest.mark.django_db
def test_a_checkpoint_is_a_sign_of_life(expire: Any) -> None:
    run = kit.running()
    expire(run)

    store_checkpoint(run.id, 1, 1)

    assert rescue_expired().count == 0
    assert Job.objects.filter(pk=run.id, lease_expires_at__gt=DatabaseNow()).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fate", ["rescued", "running again", "completed", "cancelled", "gone"])
def test_a_zombies_checkpoint_is_refused(expire: Any, fate: str) -> None:
    zombie = kit.running()
    if fate == "completed":
        settle(zombie, Completed(1))
    elif fate == "gone":
        Job.objects.filter(pk=zombie.id).delete()
    else:
        if fate == "cancelled":
            cancel_job(fetch(zombie))
        expire(zombie)
        rescue_expired()
        if fate == "running again":
            kit.claim(zombie)

    with pytest.raises(LeaseLost):
        store_checkpoint(zombie.id, 1, "late")

    assert not Job.objects.filter(saved_state="late").exists()


@pytest.mark.django_db
def test_what_cannot_be_stored_is_refused_and_changes_nothing(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "MAX_STATE_BYTES": 10}
    run = kit.running()
    store_checkpoint(run.id, 1, "fine")

    for state in (float("nan"), "\x00", object(), {1: 2}, "x" * 9):
        with pytest.raises(NotStorable):
            store_checkpoint(run.id, 1, state)
    assert fetch(run).saved_state == "fine"


def test_a_checkpoint_commits_or_rolls_back_with_the_handlers_own_rows(committed: None) -> None:
    run = kit.running()
    with transaction.atomic():
        kit.new_user(first_name="kept")
        store_checkpoint(run.id, 1, "kept")
    with pytest.raises(KeyError), transaction.atomic():
        kit.new_user(first_name="lost")
        store_checkpoint(run.id, 1, "lost")
        raise KeyError

    assert fetch(run).saved_state == "kept"


def test_a_refused_checkpoint_takes_the_handlers_rows_along(committed: None, expire: Any) -> None:
    zombie = kit.running()
    expire(zombie)
    rescue_expired()

    with pytest.raises(LeaseLost), transaction.atomic():
        user = kit.new_user()
        store_checkpoint(zombie.id, 1, "late")

    assert not type(user).objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
def test_a_long_transaction_does_not_end_with_a_lease_that_is_over(
    settings: Any, expire: Any, django_capture_on_commit_callbacks: Any
) -> None:
    # Every transaction is as long as that.
    settings.JOBKIT = {**settings.JOBKIT, "HEARTBEAT_INTERVAL": 0}
    run = kit.running()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        store_checkpoint(run.id, 1, "done")
        expire(run)

    assert rescue_expired().count == 0
    assert_sound(run)


@pytest.mark.django_db
def test_a_short_transaction_costs_no_second_statement(
    django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    run = kit.running()
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        store_checkpoint(run.id, 1, "done")

    with django_assert_num_queries(0):
        for callback in callbacks:
            callback()


@pytest.mark.django_db
def test_a_job_that_gets_further_outlives_any_number_of_workers(expire: Any) -> None:
    run = kit.running()
    budget = Job.objects.get(pk=run.id).attempt_budget
    for number in range(2, 4 * budget):
        restore_attempts(run.id, run.attempt)
        expire(run)
        assert rescue_expired().count == 1
        run = kit.claim(run)
        assert run.attempt == number
    assert_sound(run)


@pytest.mark.django_db
def test_attempts_are_restored_to_nobody_else_and_never_beyond_the_free_ones() -> None:
    run = kit.running()
    Job.objects.filter(pk=run.id).update(attempt=2)
    before = Job.objects.get(pk=run.id).max_attempts
    restore_attempts(run.id, 1)
    assert Job.objects.get(pk=run.id).max_attempts == before
    with jobkit_settings(FREE_ATTEMPTS=2):
        restore_attempts(run.id, 2)
    assert Job.objects.get(pk=run.id).max_attempts == before
    restore_attempts(run.id, 2)
    assert Job.objects.get(pk=run.id).max_attempts == before + 1
