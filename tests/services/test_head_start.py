"""Submit and claim in one commit, where an executor keeps a slot for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from django_jobkit import Status
from django_jobkit.core.outcome import Completed
from django_jobkit.models import Job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.settle import settle
from django_jobkit.services.submit_tracked import submit_tracked
from tests.services import kit
from tests.services.executors import HEARD, EagerExecutor
from tests.services.soundness import assert_sound, fetch, history

pytestmark = pytest.mark.only_on("postgresql")
TAKEN = EagerExecutor.taken


@pytest.fixture(autouse=True)
def _eager(settings: Any, committed: None) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.EagerExecutor"}


def test_the_job_is_running_when_its_submit_returns() -> None:
    job = kit.pending(max_attempts=2, timeout=4.0)

    row = assert_sound(job)
    assert (row.status, row.attempt, row.worker) == (Status.RUNNING, 1, "eager")
    assert history(row) == ["PENDING", "RUNNING"]
    for field in ("status", "attempt", "revision", "history_length", "worker", "lane", "params"):
        assert getattr(job, field) == getattr(row, field), field
    [run] = TAKEN
    assert HEARD == []
    assert settle(run, Completed(1))
    assert assert_sound(job).result == 1


def test_what_the_executor_gets_is_what_a_claim_would_give(settings: Any) -> None:
    kit.pending(max_attempts=2, timeout=4.0, queue="q")
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
    claimed = kit.running(max_attempts=2, timeout=4.0, queue="q")

    [run] = TAKEN
    for field in ("attempt", "task", "queue", "max_attempts", "timeout", "params", "saved_state"):
        assert getattr(run, field) == getattr(claimed, field), field


def test_a_job_whose_head_start_came_to_nothing_is_rescued(expire: Any) -> None:
    job = kit.pending()
    expire(job)

    assert rescue_expired().count == 1
    assert assert_sound(job).status == Status.PENDING


@pytest.mark.parametrize(
    "options", [{"unique_key": "k"}, {"idempotency_key": "k"}, {"run_after": timezone.now() + timedelta(hours=1)}]
)
def test_a_job_with_conditions_gets_no_head_start(options: dict[str, Any]) -> None:
    assert assert_sound(kit.pending(**options)).status == Status.PENDING
    assert TAKEN == []


def test_a_job_in_a_transaction_gets_no_head_start() -> None:
    with transaction.atomic():
        job = kit.pending()

    assert fetch(job).status == Status.PENDING
    assert [job.id] == HEARD


def test_a_tracked_job_gets_no_head_start() -> None:
    assert submit_tracked("elsewhere").job.status == Status.PENDING
    assert TAKEN == []


def test_the_slot_is_given_back_when_the_submit_fails() -> None:
    user = kit.new_user()

    with pytest.raises(IntegrityError):
        kit.pending(owner=type(user)(pk=user.pk + 1000))

    assert TAKEN in ([None], [])
    assert not Job.objects.exists()


def test_an_executor_that_breaks_when_it_takes_the_job_does_not_break_the_submit(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.EagerBrokenExecutor"}

    assert assert_sound(kit.pending()).status == Status.RUNNING
