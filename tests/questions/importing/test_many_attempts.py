"""Many rows that bring attempts at one question make its schedule as often as one row does, and as rightly."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from django_jobkit import RetryLater
from django_jobkit.core.context import JobContext
from django_jobkit.exceptions import JobCancelled
from django_jobkit.models import Job
from django_jobkit.questions import AttemptFields, ImportedRow, PlatformError
from django_jobkit.questions.importing import catching_up
from django_jobkit.questions.importing.ending import fetch_import, undo_import
from django_jobkit.questions.models import QuestionLog, Schedule
from django_jobkit.questions.scheduling.memory import Memory
from django_jobkit.services.retry import retry_job
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory
from tests.questions.importing.kit import imported, row, run, run_one, started, undone
from tests.questions.scheduling.kit import BEGIN, as_card, assert_scheduled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions")]

_OUTCOMES = ("Solved", "Partial", "Failed", "")


def tried(hours: int, outcome: str = "Solved") -> AttemptFields:
    """An attempt so many hours after the beginning."""
    return AttemptFields(date_attempted=BEGIN + timedelta(hours=hours), outcome=outcome)


def many(count: int) -> list[ImportedRow]:
    """Rows about one question, the latest attempt first, as platforms tell of them."""
    return [row("Q", attempts=[tried(hours)]) for hours in reversed(range(count))]


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The questions whose attempts were replayed, once for each attempt."""
    taken: list[int] = []
    real = Memory.take

    def take(self: Memory, *given: Any) -> None:
        taken.append(self.card.card_id)
        real(self, *given)

    monkeypatch.setattr(Memory, "take", take)
    return taken


@pytest.mark.parametrize("count", [30, 120])
def test_an_import_and_its_undo_replay_each_attempt_at_most_twice(
    a_platform_of: Any, owner: Any, replayed: list[int], count: int
) -> None:
    QuestionLogFactory(question=QuestionFactory(owner=owner, title="Q", source=""), date_attempted=BEGIN)
    done = imported(a_platform_of(*many(count)), owner)
    assert count < len(replayed) <= 2 * count
    assert_scheduled(owner)
    replayed.clear()
    undone(done)
    assert len(replayed) <= count
    assert_scheduled(owner)


@pytest.mark.parametrize("seed", range(12))
def test_schedules_are_what_the_attempts_give_in_whatever_order_they_come_and_go(
    a_platform_of: Any, owner: Any, settings: Any, seed: int
) -> None:
    chance = random.Random(seed)
    settings.JOBKIT["QUESTIONS"]["IMPORT_BATCH"] = chance.randrange(1, 9)
    for title in ("Q0", "Q1"):
        question = QuestionFactory(owner=owner, title=title, source="")
        QuestionLogFactory(question=question, date_attempted=BEGIN + timedelta(hours=chance.randrange(99)))
    before = {one.pk: as_card(one) for one in Schedule.objects.all()}
    rows = [
        row(f"Q{chance.randrange(4)}", attempts=[tried(hours, chance.choice(_OUTCOMES))])
        for hours in chance.sample(range(1, 5000), 40)
    ]
    done = imported(a_platform_of(*rows), owner)
    assert_scheduled(owner)
    undone(done)
    assert {one.pk: as_card(one) for one in Schedule.objects.all()} == before


def cancelled() -> None:
    """As when the owner has asked for it."""
    raise JobCancelled("asked for")


def failed() -> None:
    """As when the platform has no more to tell."""
    raise PlatformError("No such user.", code="user_not_found")


def waiting() -> None:
    """As when the platform is busy, perhaps for hours."""
    raise RetryLater("busy", after=60)


@pytest.mark.parametrize("stop", [cancelled, failed, waiting])
def test_an_import_that_stops_in_the_middle_leaves_right_schedules(
    a_platform: Any, owner: Any, stop: Callable[[], None]
) -> None:
    def read(options: Any, context: Any) -> Iterator[Any]:
        yield from many(10)
        stop()

    done = run(started(a_platform(read), owner))
    assert done.job.status != "COMPLETED"
    assert QuestionLog.objects.count() >= 9
    assert_scheduled(owner)


def test_an_undo_that_is_cancelled_in_the_middle_leaves_right_schedules(
    a_platform_of: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = undo_import(imported(a_platform_of(*many(20)), owner))
    monkeypatch.setattr(JobContext, "report_progress", lambda *given: cancelled())
    run_one(asked.undo_job)
    assert Job.objects.get(pk=asked.undo_job.pk).status == "CANCELLED"
    assert 0 < QuestionLog.objects.count() < 20
    assert_scheduled(owner)


class Killed(BaseException):
    """Nothing catches a death."""


def test_whoever_comes_after_a_death_before_the_last_schedules_makes_them(
    a_platform_of: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*given: Any) -> None:
        raise Killed

    begun = started(a_platform_of(*many(10)), owner)
    with monkeypatch.context() as dying:
        dying.setattr(catching_up, "rebuild_some", die)
        run_one(begun.job)
    assert QuestionLog.objects.count() == 10
    with pytest.raises(AssertionError):
        assert_scheduled(owner)
    run_one(retry_job(Job.objects.get(pk=begun.pk)))
    assert fetch_import(begun.pk).job.status == "COMPLETED"
    assert_scheduled(owner)
