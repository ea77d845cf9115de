"""Rows of questions, and what must be true of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory


def make_user(name: str = "", **fields: Any) -> Any:
    """A user; of some name."""
    return get_user_model().objects.create_user(username=name or f"user-{uuid4().hex[:12]}", **fields)


def make_question(owner: Any, **fields: Any) -> Question:
    """A question of `owner`."""
    return QuestionFactory.create(owner=owner, **fields)


def make_log(question: Question, **fields: Any) -> QuestionLog:
    """An attempt at `question`."""
    return QuestionLogFactory.create(question=question, **fields)


def assert_counts_are_right() -> None:
    """Raise AssertionError unless the counts of all questions are those of their attempts."""
    attempts = list(QuerySet(QuestionLog).values_list("question_id", "outcome", "date_attempted"))
    for question in Question.objects.all():
        mine = [(outcome, date) for pk, outcome, date in attempts if pk == question.pk]
        expected = (
            len(mine),
            [outcome for outcome, _ in mine].count("Solved"),
            max((d for _, d in mine), default=None),
        )
        assert (question.attempts_count, question.solved_count, question.last_attempted_at) == expected
