"""Attempts and settings that change at the same time."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from django_jobkit.models import Job
from django_jobkit.questions.models import PracticeSettings, Question, QuestionLog, Schedule
from django_jobkit.questions.scheduling.keeping_up import REBUILD_TASK, change_practice
from django_jobkit.questions.scheduling.rebuild import rebuild
from django_jobkit.questions.services.logs import create_log
from django_jobkit.services.database import retry_transient
from django_jobkit.services.run import run_job
from django_jobkit.testing.questions import QuestionFactory, new_owner
from tests.questions.scheduling.kit import BEGIN
from tests.services.threads import crowd

pytestmark = [pytest.mark.requires_extra("questions"), pytest.mark.slow]

_OUTCOMES = ["Solved", "Solved", "Partial", "Failed"]


@pytest.fixture(autouse=True)
def _listening(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}


def _attempt(chance: random.Random, questions: list[Question]) -> None:
    some = chance.sample(questions, 3)
    day = timedelta(days=chance.randrange(300), seconds=chance.randrange(9999))
    create_log(some[0], outcome=chance.choice(_OUTCOMES), date_attempted=BEGIN + day)
    logs = [QuestionLog(question=one, owner_id=one.owner_id, outcome="Solved", date_attempted=BEGIN) for one in some]
    retry_transient(lambda: QuestionLog.objects.bulk_create(logs))


def _change(chance: random.Random, owner: Any) -> None:
    change_practice(owner, {"desired_retention": chance.choice([0.8, 0.85, 0.9, 0.95])})
    for job_id in Job.objects.filter(task=REBUILD_TASK, status="PENDING").values_list("pk", flat=True):
        run_job(job_id, f"worker {chance.random()}")


def test_schedules_end_as_the_last_settings_have_them(committed: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("django_jobkit.questions.scheduling.rebuild.PIECE", 2)
    owner = new_owner()
    questions = [QuestionFactory(owner=owner) for _ in range(6)]

    def actor(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(4):
            if seed % 2:
                _attempt(chance, questions)
            else:
                _change(chance, owner)

    answers = crowd(4, actor)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    last = PracticeSettings.objects.get(owner=owner).rebuild
    assert last is not None
    run_job(last, "the last worker")
    assert Job.objects.get(pk=last).status == "COMPLETED"
    kept = list(Schedule.objects.order_by("pk").values())
    list(rebuild(owner.pk))
    assert list(Schedule.objects.order_by("pk").values()) == kept
    attempted = QuestionLog.objects.values_list("question_id", flat=True)
    assert {row["question_id"] for row in kept} == set(attempted)
