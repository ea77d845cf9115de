"""Schedules follow the settings by jobs, of which the newest prevails, and a command makes all of them anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.questions.models import PracticeSettings, QuestionLog, Schedule
from django_jobkit.questions.scheduling import rebuild as rebuilding
from django_jobkit.questions.scheduling.keeping_up import REBUILD_TASK, change_practice
from django_jobkit.services.promote import promote_due
from django_jobkit.services.run import run_job
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, new_owner
from tests.questions.scheduling.kit import BEGIN, as_card, as_row, library_card

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]

_COMMAND = "jobkit_rebuild_schedules"


@pytest.fixture(autouse=True)
def _listening(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}


def _history(owner: Any, *outcomes: str) -> Any:
    question = QuestionFactory(owner=owner)
    QuestionLog.objects.bulk_create(
        QuestionLogFactory.build(
            question=question, owner=owner, outcome=outcome, date_attempted=BEGIN + timedelta(days=3 * number)
        )
        for number, outcome in enumerate(outcomes)
    )
    return question


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _cards(owner: Any) -> list[Any]:
    return [as_card(schedule) for schedule in Schedule.objects.filter(owner=owner).order_by("pk")]


def _statuses() -> list[str]:
    return list(Job.objects.filter(task=REBUILD_TASK).order_by("pk").values_list("status", flat=True))


def test_a_change_that_moves_dates_is_followed_by_a_job_that_moves_them() -> None:
    owner = new_owner()
    question = _history(owner, "Solved", "Solved", "Partial")
    practice = change_practice(owner, {"desired_retention": 0.8, "learning_steps": []})
    job = Job.objects.get(task=REBUILD_TASK)
    assert (job.pk, job.owner) == (practice.rebuild, owner)
    assert run_job(job.pk, "worker")
    attempts = [(BEGIN + timedelta(days=3 * n), o) for n, o in enumerate(["Solved", "Solved", "Partial"])]
    expected = as_row(library_card(attempts, desired_retention=0.8, learning_steps=[]))
    assert as_card(Schedule.objects.get(question=question)) == expected
    job.refresh_from_db()
    assert (job.status, job.result) == ("COMPLETED", {"questions": 1, "superseded": False})


def test_changes_that_move_no_date_need_no_job() -> None:
    owner = new_owner()
    change_practice(owner, {"new_per_day": 3, "time_zone": "Europe/Berlin", "desired_retention": 0.9})
    assert _statuses() == []
    assert PracticeSettings.objects.get(owner=owner).new_per_day == 3


def test_jobs_do_not_pile_up() -> None:
    owner = new_owner()
    for retention in (0.8, 0.81, 0.82):
        change_practice(owner, {"desired_retention": retention})
    assert sorted(_statuses()) == ["CANCELLED", "CANCELLED", "PENDING"]


def test_a_job_that_runs_gives_way_to_a_newer_one(monkeypatch: Any) -> None:
    monkeypatch.setattr(rebuilding, "PIECE", 1)
    owner = new_owner()
    for _ in range(3):
        _history(owner, "Solved", "Failed")
    first = change_practice(owner, {"desired_retention": 0.8}).rebuild

    def change_meanwhile(batch: Any) -> None:
        batch()
        monkeypatch.undo()
        change_practice(owner, {"desired_retention": 0.95})

    monkeypatch.setattr(rebuilding, "retry_transient", change_meanwhile)
    assert first is not None
    run_job(first, "worker")
    assert Job.objects.get(pk=first).result["superseded"] is True
    last = PracticeSettings.objects.get(owner=owner).rebuild
    assert last is not None
    run_job(last, "worker")
    assert Job.objects.get(pk=last).result == {"questions": 3, "superseded": False}
    attempts = [(BEGIN, "Solved"), (BEGIN + timedelta(days=3), "Failed")]
    assert _cards(owner) == [as_row(library_card(attempts, desired_retention=0.95))] * 3


def test_a_job_that_was_killed_goes_on_where_it_was(monkeypatch: Any) -> None:
    monkeypatch.setattr(rebuilding, "PIECE", 2)
    owner, seen, schedule = new_owner(), [], rebuilding.reschedule
    questions = [_history(owner, "Solved") for _ in range(5)]
    job_id = change_practice(owner, {"desired_retention": 0.8}).rebuild
    assert job_id is not None

    def die_once(ids: list[int], *, using: str) -> None:
        seen.append(ids)
        if len(seen) == 2:
            raise ConnectionError("killed")
        schedule(ids, using=using)

    monkeypatch.setattr(rebuilding, "reschedule", die_once)
    run_job(job_id, "worker")
    Job.objects.filter(pk=job_id).update(parked_until=DatabaseNow())
    promote_due()
    run_job(job_id, "worker")
    ids = [question.pk for question in questions]
    assert seen == [ids[:2], ids[2:4], ids[2:4], ids[4:]]
    assert Job.objects.get(pk=job_id).result == {"questions": 5, "superseded": False}


def test_the_command_brings_back_what_upkeep_had_made_of_the_attempts() -> None:
    owner, other = new_owner(), new_owner()
    change_practice(other, {"learning_steps": [5], "leech_threshold": 1})
    for outcomes in (["Solved", "Solved", "Failed"], ["Partial"], ["Failed", "Solved", "", "Solved"]):
        _history(owner, *outcomes)
        _history(other, *outcomes)
    unrated = _history(owner, "")
    kept = list(Schedule.objects.order_by("pk").values())
    Schedule.objects.filter(owner=owner).update(stability=1, due_at=BEGIN, reviews=99, is_leech=True)
    Schedule.objects.filter(owner=other).delete()
    Schedule.objects.create(
        question=unrated, owner=owner, state=2, begun_at=BEGIN, reviewed_at=BEGIN, due_at=BEGIN, fsrs_due_at=BEGIN
    )
    out = StringIO()
    call_command(_COMMAND, stdout=out, verbosity=2)
    assert list(Schedule.objects.order_by("pk").values()) == kept
    assert "7 of 7 questions" in out.getvalue()


def test_the_command_takes_one_user_by_name_or_key() -> None:
    owner, other = new_owner(), new_owner()
    for user in (owner, other):
        _history(user, "Solved")
    for text in (owner.get_username(), str(owner.pk)):
        Schedule.objects.all().delete()
        call_command(_COMMAND, owner=text, verbosity=0)
        assert list(Schedule.objects.values_list("owner", flat=True)) == [owner.pk]
    with pytest.raises(CommandError, match="no user"):
        call_command(_COMMAND, owner="nobody")


def test_the_command_says_what_is_missing_without_the_library(monkeypatch: Any) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsrs", None)
    _history(new_owner(), "Solved")
    with pytest.raises(CommandError, match="questions"):
        call_command(_COMMAND)


def test_what_spreads_for_an_interview_moves_nothing_once_it_is_called_off(monkeypatch: Any) -> None:
    owner, move = new_owner(), rebuilding._move
    PracticeSettings.objects.create(owner=owner, interview_date=timezone.now().date() + timedelta(days=9))
    for question in [QuestionFactory(owner=owner) for _ in range(3)]:
        for days in (90, 60, 1):
            QuestionLogFactory(question=question, owner=owner, outcome="Solved", date_attempted=_days_ago(days))
    Schedule.objects.update(due_at=F("fsrs_due_at"))
    called_off: list[Any] = []

    def call_off_first(*args: Any) -> Any:
        if not called_off:
            called_off.append(change_practice(owner, {"interview_date": None}).rebuild)
            run_job(called_off[0], "worker")
        return move(*args)

    monkeypatch.setattr(rebuilding, "_move", call_off_first)
    rebuilding.even_out(owner.pk)
    assert called_off
    assert not Schedule.objects.exclude(due_at=F("fsrs_due_at")).exists()
