"""Factories leave rows of one owner, and counts that are right."""

from __future__ import annotations

import pytest

from django_jobkit.questions.models import Question
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory

pytestmark = pytest.mark.django_db


def test_an_attempt_belongs_to_the_owner_of_its_question() -> None:
    log = QuestionLogFactory()
    assert log.owner_id == log.question.owner_id


def test_a_question_takes_tags() -> None:
    tag = TagFactory()
    question = QuestionFactory(owner=tag.owner, tags=[tag])
    assert list(question.tags.all()) == [tag]


def test_questions_of_one_title_have_slugs_of_their_own() -> None:
    first = QuestionFactory(title="Same")
    QuestionFactory(title="Same", owner=first.owner)
    assert Question.objects.owned_by(first.owner).count() == 2
