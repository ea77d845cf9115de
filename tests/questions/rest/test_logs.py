"""Attempts over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.questions.models import Question, QuestionLog
from tests.questions.rest.conftest import QUESTIONS
from tests.questions.rows import assert_counts_are_right, make_log, make_question

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def logs_of(question: Question) -> str:
    """Where the attempts at `question` are."""
    return f"{QUESTIONS}{question.pk}/logs/"


def test_nothing_need_be_said_of_an_attempt(api: APIClient, owner: Any) -> None:
    question = make_question(owner, title="Two Sum")

    answer = api.post(logs_of(question), {}, format="json")

    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"http://testserver{logs_of(question)}{body['id']}/"
    assert body == {
        "id": body["id"],
        "question": question.pk,
        "title": "Two Sum",
        "date_attempted": body["date_attempted"],
        "time_spent_min": None,
        "outcome": "",
        "solution_approach": "",
        "self_notes": "",
    }
    assert api.get(answer["Location"]).json() == body
    assert api.get(logs_of(question)).json() == [body]
    assert api.get(f"{QUESTIONS}{question.pk}/").json()["last_attempted_at"] == body["date_attempted"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2025-06-10T12:30", "2025-06-10T12:30:00Z"),
        ("2025-06-10", "2025-06-10T00:00:00Z"),
        ("2025-06-10T12:30:15+02:00", "2025-06-10T10:30:15Z"),
        ("2025-06-10T12:30:15.25Z", "2025-06-10T12:30:15.250000Z"),
    ],
)
def test_a_moment_may_be_written_as_forms_write_it(api: APIClient, owner: Any, sent: str, kept: str) -> None:
    answer = api.post(logs_of(make_question(owner)), {"date_attempted": sent}, format="json")

    assert answer.json()["date_attempted"] == kept


@pytest.mark.parametrize("sent", ["", None])
def test_what_was_not_filled_in_is_now_or_stays(api: APIClient, owner: Any, sent: Any) -> None:
    question = make_question(owner)
    log = make_log(question, date_attempted=NOON, time_spent_min=5)
    empty = {"date_attempted": sent, "time_spent_min": sent, "question": sent}

    made = api.post(logs_of(question), empty, format="json")
    changed = api.put(f"{logs_of(question)}{log.pk}/", empty, format="json")

    assert made.json()["date_attempted"] > "2026-03-01T12:00:00Z"
    assert changed.json()["date_attempted"] == "2026-03-01T12:00:00Z"
    assert made.json()["time_spent_min"] is changed.json()["time_spent_min"] is None
    assert changed.json()["question"] == question.pk


@pytest.mark.parametrize(("sent", "kept"), [(25, 25), ("25", 25), (25.0, 25), (0, 0), ("", None), (None, None)])
def test_minutes_may_be_text(api: APIClient, owner: Any, sent: Any, kept: Any) -> None:
    answer = api.post(logs_of(make_question(owner)), {"time_spent_min": sent}, format="json")

    assert (answer.status_code, answer.json()["time_spent_min"]) == (201, kept)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"date_attempted": "yesterday"}, "date_attempted"),
        ({"date_attempted": "2025-02-30"}, "date_attempted"),
        ({"date_attempted": "9999-12-31T23:59:59Z"}, "date_attempted"),
        ({"date_attempted": "1500-06-01"}, "date_attempted"),
        ({"date_attempted": 5}, "date_attempted"),
        ({"date_attempted": ["2025-06-10"]}, "date_attempted"),
        ({"time_spent_min": "soon"}, "time_spent_min"),
        ({"time_spent_min": -1}, "time_spent_min"),
        ({"time_spent_min": 1.5}, "time_spent_min"),
        ({"time_spent_min": True}, "time_spent_min"),
        ({"time_spent_min": 100_001}, "time_spent_min"),
        ({"time_spent_min": "9" * 30}, "time_spent_min"),
        ({"outcome": "solved"}, "outcome"),
        ({"outcome": 1}, "outcome"),
        ({"solution_approach": "x" * 256}, "solution_approach"),
        ({"self_notes": "x" * 100_001}, "self_notes"),
        ({"self_notes": []}, "self_notes"),
        ([], "non_field_errors"),
    ],
)
def test_bad_input_names_the_field(api: APIClient, owner: Any, body: Any, field: str) -> None:
    question = make_question(owner)
    log = make_log(question)

    made = api.post(logs_of(question), body, format="json")
    changed = api.patch(f"{logs_of(question)}{log.pk}/", body, format="json")

    assert made.status_code == changed.status_code == 400
    assert list(made.json()["details"]) == list(changed.json()["details"]) == [field]


@pytest.mark.parametrize("named", ["other", 999_999, "x", None, ""])
def test_a_new_attempt_is_at_the_question_of_the_url(api: APIClient, owner: Any, named: Any) -> None:
    question, other = make_question(owner), make_question(owner)
    body = {"question": other.pk if named == "other" else named, "title": "x", "nonsense": 1}

    assert api.post(logs_of(question), body, format="json").json()["question"] == question.pk


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("as_text", [False, True])
def test_an_attempt_moves_to_another_question(api: APIClient, owner: Any, method: str, as_text: bool) -> None:
    here, there = make_question(owner, title="here"), make_question(owner, title="there")
    log = make_log(here, outcome="Solved", date_attempted=NOON)
    target = str(there.pk) if as_text else there.pk

    moved = getattr(api, method)(f"{logs_of(here)}{log.pk}/", {"question": target}, format="json").json()

    assert (moved["question"], moved["title"], moved["outcome"]) == (there.pk, "there", "Solved")
    assert api.get(f"{logs_of(here)}{log.pk}/").status_code == 404
    assert api.get(f"{QUESTIONS}{here.pk}/").json()["last_attempted_at"] is None
    assert api.get(f"{QUESTIONS}{there.pk}/").json()["solved_count"] == 1
    assert_counts_are_right()


@pytest.mark.parametrize("target", ["foreign", 999_999, 10**30, "x", "-1", 1.5, True])
def test_it_does_not_move_to_what_is_not_there(api: APIClient, owner: Any, other: Any, target: Any) -> None:
    question = make_question(owner)
    log = make_log(question)
    wanted = make_question(other).pk if target == "foreign" else target

    answer = api.patch(f"{logs_of(question)}{log.pk}/", {"question": wanted}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["details"]) == ["question"]
    assert QuestionLog.objects.get().question_id == question.pk


def test_a_deleted_attempt_counts_no_more(api: APIClient, owner: Any) -> None:
    question = make_question(owner)
    log = make_log(question, outcome="Solved")

    assert api.delete(f"{logs_of(question)}{log.pk}/").status_code == 204

    assert_counts_are_right()


def test_an_attempt_is_found_under_its_own_question_alone(api: APIClient, owner: Any) -> None:
    question, other = make_question(owner), make_question(owner)
    log = make_log(question)

    assert api.get(f"{logs_of(question)}{log.pk}/").status_code == 200
    assert api.get(f"{logs_of(other)}{log.pk}/").status_code == 404
    assert api.get(f"{QUESTIONS}999999/logs/").status_code == 404
