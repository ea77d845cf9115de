"""Questions come with their own attempts, in order, a batch at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_jobkit.questions.exports import entries
from django_jobkit.questions.exports.entries import entries_of
from django_jobkit.questions.models import Question
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory, new_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return new_owner()


def read(owner: Any, **kwargs: Any) -> list[tuple[int, list[str], list[int]]]:
    found = entries_of(Question.objects.owned_by(owner), with_logs=True)
    return [(entry.question.pk, list(entry.tags), [log.pk for log in entry.logs]) for entry in found]


@pytest.mark.parametrize(("questions", "logs"), [(500, 2000), (1, 1), (2, 3)])
def test_whatever_the_batches_are_nothing_is_lost(
    owner: Any, monkeypatch: pytest.MonkeyPatch, questions: int, logs: int
) -> None:
    monkeypatch.setattr(entries, "_QUESTIONS", questions)
    monkeypatch.setattr(entries, "_LOGS", logs)
    now = timezone.now()
    tag = TagFactory(owner=owner, name="graphs")
    expected = []
    for number in range(4):
        question = QuestionFactory(owner=owner, tags=[tag] if number else [])
        # Some at the same moment, and made in another order than that of their dates.
        made = [
            QuestionLogFactory(question=question, date_attempted=now - timedelta(days=step // 2))
            for step in range(number)
        ]
        made.sort(key=lambda log: (log.date_attempted, log.pk))
        expected.append((question.pk, ["graphs"] if number else [], [log.pk for log in made]))
    QuestionLogFactory()
    assert read(owner) == expected


def test_whoever_skips_the_attempts_gets_the_next_question(owner: Any) -> None:
    made = [QuestionLogFactory(question=QuestionFactory(owner=owner)).question for _ in range(3)]
    found = [entry.question.pk for entry in entries_of(Question.objects.owned_by(owner), with_logs=True)]
    assert found == [question.pk for question in made]


def test_a_batch_takes_as_many_queries_whatever_is_in_it(owner: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            read(owner)
        return len(seen)

    for _ in range(2):
        QuestionLogFactory(question=QuestionFactory(owner=owner, tags=[TagFactory(owner=owner)]))
    few = queries()
    for _ in range(10):
        QuestionLogFactory(question=QuestionFactory(owner=owner, tags=[TagFactory(owner=owner)]))
    assert queries() == few
