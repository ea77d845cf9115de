"""``manage.py jobkit_verify_counts``: what is wrong is found, told and put right."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jobkit.questions.models import Question
from django_jobkit.questions.services import counts
from tests.questions.rows import assert_counts_are_right, make_log, make_question, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def verify(**options: Any) -> str:
    """Run it."""
    out = io.StringIO()
    call_command("jobkit_verify_counts", stdout=out, no_color=True, **options)
    return out.getvalue()


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> Question:
    """One of five questions, two of which are looked at at a time."""
    monkeypatch.setattr(counts, "_PIECE", 2)
    questions = [make_question(make_user()) for _ in range(5)]
    make_log(questions[2], outcome="Solved", date_attempted=NOON)
    Question.objects.filter(pk=questions[2].pk).update(attempts_count=3, solved_count=2, last_attempted_at=None)
    return questions[2]


def test_right_counts_are_left_alone(db: None) -> None:
    make_log(make_question(make_user()))

    assert verify() == "1 questions looked at, 0 repaired.\n"


def test_wrong_counts_are_told_and_make_the_command_fail(wrong: Question) -> None:
    out = io.StringIO()

    with pytest.raises(CommandError, match="The counts of 1 of 5 questions are wrong") as failed:
        call_command("jobkit_verify_counts", stdout=out, no_color=True)

    assert failed.value.returncode == 1
    said = "attempts_count is 3, not 1; solved_count is 2, not 1; last_attempted_at is None, not 2026-03-01T12:00:00Z"
    assert out.getvalue() == f"Question {wrong.pk}: {said}\n"
    assert Question.objects.get(pk=wrong.pk).attempts_count == 3


def test_and_are_repaired_on_request(wrong: Question) -> None:
    assert verify(repair=True).endswith("5 questions looked at, 1 repaired.\n")

    assert_counts_are_right()
    assert verify() == "5 questions looked at, 0 repaired.\n"


def test_it_can_be_silent(wrong: Question) -> None:
    assert verify(repair=True, verbosity=0) == ""


def test_a_thousand_questions_are_one_statement(db: None) -> None:
    for _ in range(5):
        make_log(make_question(make_user()))

    with CaptureQueriesContext(connection) as seen:
        verify()

    assert len(seen) == 2
