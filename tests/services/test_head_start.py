"""A submit that an idle process claims in the same commit: all the promises of a claim, and none of its waiting."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from django_jobkit.core.executor import BaseExecutor, get_executor
from django_jobkit.core.outcome import Completed
from django_jobkit.services import head_start
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.settle import settle
from django_jobkit.services.submit import submit
from django_jobkit.testing.plugin import jobkit_settings
from tests.services import kit
from tests.services.soundness import fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from django_jobkit.services.claim import ClaimedJob

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("postgresql")]


class Idle(BaseExecutor):
    """Has one slot, and remembers what it is told."""

    def __init__(self) -> None:
        self.free = 1
        self.taken: list[ClaimedJob] = []
        self.heard: list[UUID] = []

    def dispatch(self, job_ids: Sequence[UUID]) -> None:
        """Remember."""
        self.heard += job_ids

    def reserve(self, queue: str) -> str | None:
        """Keep the slot."""
        if not self.free:
            return None
        self.free -= 1
        return "idle"

    def take(self, claim: Any) -> None:
        """Remember, or have the slot back."""
        if claim is None:
            self.free += 1
        else:
            self.taken.append(claim)


@pytest.fixture
def idle() -> Iterator[Idle]:
    """The executor of this process, a new one."""
    with _an_executor() as executor:
        yield executor


@contextmanager
def _an_executor() -> Iterator[Idle]:
    with jobkit_settings(EXECUTOR=f"{__name__}.Idle"):
        executor = get_executor()
        assert isinstance(executor, Idle)
        executor.__init__()  # type: ignore[misc]
        yield executor


def test_an_idle_process_claims_a_job_in_the_commit_that_stores_it(idle: Idle) -> None:
    job = submit(kit.wish())

    [run] = idle.taken
    row = fetch(job)
    assert (row.status, row.attempt, row.worker, row.lane) == ("RUNNING", 1, "idle", None)
    assert row.lease_expires_at is not None
    assert (run.id, run.attempt, run.params) == (row.id, 1, row.params)
    assert [(step.seq, step.status_type, step.attempt) for step in row.statuses.all()] == [
        (1, "PENDING", 0),
        (2, "RUNNING", 1),
    ]
    assert idle.heard == []


def test_what_it_claimed_can_be_settled_and_has_a_whole_history(idle: Idle) -> None:
    submit(kit.wish())

    assert settle(idle.taken[0], Completed(3))

    row = fetch(idle.taken[0])
    assert (row.status, row.result, row.history_length) == ("COMPLETED", 3, 3)


def test_a_process_that_dies_in_between_leaves_a_job_that_is_rescued(idle: Idle) -> None:
    with jobkit_settings(EXECUTOR=f"{__name__}.Idle", LEASE=0.0):
        job = submit(kit.wish())

        assert rescue_expired() == 1

    assert fetch(job).status == "PENDING"


def test_without_a_free_slot_the_job_waits_in_its_lane(idle: Idle) -> None:
    submit(kit.wish())

    job = submit(kit.wish())

    assert fetch(job).status == "PENDING"
    assert idle.heard == [job.id]


def test_inside_the_callers_transaction_nothing_is_claimed_before_it_commits(idle: Idle) -> None:
    with transaction.atomic():
        job = submit(kit.wish())
        assert idle.free == 1

    assert fetch(job).status == "PENDING"
    assert idle.heard == [job.id]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("owner", kit.new_user),
        ("unique_key", lambda: "key"),
        ("idempotency_key", lambda: "key"),
        ("run_after", lambda: timezone.now() + timedelta(hours=1)),
    ],
)
def test_a_job_that_has_to_wait_or_to_commit_with_something_else_is_not_claimed_at_once(
    idle: Idle, option: str, value: Callable[[], Any]
) -> None:
    job = submit(kit.wish(**{option: value()}))

    assert idle.taken == []
    assert fetch(job).status == "PENDING"


def test_a_submit_that_fails_gives_the_slot_back(idle: Idle, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(head_start, "insert_running_row", fail)

    with pytest.raises(DatabaseError):
        submit(kit.wish())

    assert idle.free == 1
