"""Statistics over HTTP: right in any time zone, of the caller alone, in as many queries whatever there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from django_jobkit.questions.models import Outcome, PracticeSettings, QuestionLog
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory

URL = "/api/questions/statistics/"
pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]


@pytest.fixture
def question() -> Any:
    return QuestionFactory(tags=())


@pytest.fixture
def client(question: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(question.owner)
    return client


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_in(client: APIClient, zone: str, **asked: str) -> dict[str, int]:
    answer = client.get(URL, {"tz": zone, "from": "2025-01-01", "to": "2025-12-31", **asked})
    assert answer.status_code == 200, answer.content
    return {day["date"]: day["attempts"] for day in answer.json()["days"]}


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Berlin", "2025-03-29T22:59", "2025-03-29"),
        ("Europe/Berlin", "2025-03-29T23:00", "2025-03-30"),
        # The clock was put forward in between.
        ("Europe/Berlin", "2025-03-30T21:59", "2025-03-30"),
        ("Europe/Berlin", "2025-03-30T22:00", "2025-03-31"),
        # And back.
        ("Europe/Berlin", "2025-10-26T22:59", "2025-10-26"),
        ("Europe/Berlin", "2025-10-26T23:00", "2025-10-27"),
        ("Asia/Kathmandu", "2025-06-01T18:14", "2025-06-01"),
        ("Asia/Kathmandu", "2025-06-01T18:15", "2025-06-02"),
        ("Australia/Lord_Howe", "2025-06-01T13:29", "2025-06-01"),
        ("Australia/Lord_Howe", "2025-06-01T13:30", "2025-06-02"),
        ("America/Los_Angeles", "2025-06-02T06:59", "2025-06-01"),
        # Here the day begins at one, for there is no midnight.
        ("Africa/Cairo", "2025-04-24T21:59", "2025-04-24"),
        ("Africa/Cairo", "2025-04-24T22:00", "2025-04-25"),
    ],
)
def test_an_attempt_counts_for_the_day_that_it_was_there(
    client: APIClient, question: Any, zone: str, moment: str, day: str
) -> None:
    QuestionLogFactory(question=question, date_attempted=at(moment))
    assert days_in(client, zone) == {day: 1}
    # And it is in the window of that day alone.
    assert days_in(client, zone, **{"from": day, "to": day}) == {day: 1}
    before = str(datetime.fromisoformat(day).date() - timedelta(days=1))
    assert days_in(client, zone, to=before) == {}


def test_days_are_those_of_the_practice_settings_unless_told(client: APIClient, question: Any) -> None:
    QuestionLogFactory(question=question, date_attempted=at("2025-06-01T23:30"))
    asked = {"from": "2025-05-01", "to": "2025-07-01"}
    assert client.get(URL, asked).json()["tz"] == "UTC"
    PracticeSettings.objects.create(owner=question.owner, time_zone="Asia/Tokyo")
    answer = client.get(URL, asked).json()
    assert (answer["tz"], [day["date"] for day in answer["days"]]) == ("Asia/Tokyo", ["2025-06-02"])


def test_attempts_add_up_by_tag_and_by_difficulty(client: APIClient, question: Any) -> None:
    owner = question.owner
    graphs, heaps = TagFactory(owner=owner, name="graphs"), TagFactory(owner=owner, name="heaps")
    question.tags.set([graphs, heaps])
    hard = QuestionFactory(owner=owner, difficulty="Hard", tags=[graphs])
    now = timezone.now()
    for outcome in (Outcome.SOLVED, Outcome.FAILED, Outcome.PARTIAL, ""):
        QuestionLogFactory(question=hard, outcome=outcome, time_spent_min=10, date_attempted=now)
    QuestionLogFactory(question=question, time_spent_min=None, date_attempted=now)
    answer = client.get(URL).json()
    assert answer["totals"] == {
        "attempts": 5,
        "rated": 4,
        "solved": 2,
        "partial": 1,
        "failed": 1,
        "rate": 0.5,
        "minutes": 40,
        "days": 1,
    }
    assert [(tag["name"], tag["attempts"], tag["rate"], tag["minutes"]) for tag in answer["tags"]] == [
        ("graphs", 5, 0.5, 40),
        ("heaps", 1, 1.0, 0),
    ]
    assert {one["difficulty"]: one["attempts"] for one in answer["difficulties"]} == {
        "Easy": 0,
        "Medium": 1,
        "Hard": 4,
        "": 0,
    }
    assert [tag["name"] for tag in answer["weakest_tags"]] == ["graphs"]
    assert answer["streak"]["current"] == answer["streak"]["longest"] == 1
    assert len(answer["forecast"]) == 30


def test_of_one_tag_only_its_attempts_count(client: APIClient, question: Any) -> None:
    tag = TagFactory(owner=question.owner)
    QuestionLogFactory(question=question)
    QuestionLogFactory(question=QuestionFactory(owner=question.owner, tags=[tag]))
    answer = client.get(URL, {"tag": tag.pk}).json()
    assert (answer["totals"]["attempts"], answer["streak"]["current"]) == (1, 1)


def test_nobody_elses_attempts_count(client: APIClient) -> None:
    QuestionLogFactory()
    answer = client.get(URL).json()
    assert (answer["totals"]["attempts"], answer["days"], answer["streak"]["last_day"]) == (0, [], None)


def test_without_a_login_there_is_nothing_to_see() -> None:
    assert APIClient().get(URL).status_code == 401


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"tz": ""}, "tz"),
        ({"tz": "../../etc/passwd"}, "tz"),
        ({"tz": "Europe"}, "tz"),
        ({"tz": "x" * 9000}, "tz"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2025-02-30"}, "from"),
        ({"from": "0001-01-01"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"to": "2025-01-01T00:00"}, "to"),
        ({"from": "2025-02-01", "to": "2025-01-01"}, "from"),
        ({"from": "2020-01-01", "to": "2025-01-01"}, "from"),
        ({"tag": "0"}, "tag"),
        ({"tag": "graphs"}, "tag"),
        ({"tag": "9" * 40}, "tag"),
        ({"tag": ""}, "tag"),
    ],
)
def test_what_makes_no_sense_is_named(client: APIClient, asked: dict[str, str], field: str) -> None:
    answer = client.get(URL, asked)
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]


def test_the_tag_of_somebody_else_is_unknown(client: APIClient) -> None:
    assert client.get(URL, {"tag": TagFactory().pk}).status_code == 400


def test_the_first_and_the_last_days_of_all_can_be_asked_about(client: APIClient) -> None:
    for asked in ({"to": "1970-01-02"}, {"from": "9998-12-31", "to": "9998-12-31"}):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            assert client.get(URL, {"tz": zone, **asked}).status_code == 200


def test_a_thousand_attempts_take_as_many_queries_as_ten(client: APIClient, question: Any) -> None:
    tags = [TagFactory(owner=question.owner) for _ in range(3)]
    question.tags.set(tags)

    def queries_with(count: int) -> int:
        begin = timezone.now() - timedelta(days=300)
        QuestionLog.objects.bulk_create(
            [
                QuestionLog(
                    owner=question.owner,
                    question=question,
                    date_attempted=begin + timedelta(hours=number),
                    outcome=Outcome.values[number % 3],
                )
                for number in range(count)
            ]
        )
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(URL).json()["totals"]["attempts"] >= count
        return len(seen)

    few = queries_with(10)
    assert few <= 10
    assert queries_with(1000) == few
