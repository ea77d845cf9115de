"""Over HTTP: today's queue, the schedule of a question, and the settings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from django_jobkit.models import Job
from django_jobkit.questions.models import PracticeSettings, Schedule
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory
from tests.questions.scheduling.kit import library_card
from tests.rest.conftest import anonymous, api, other, other_api, owner, staff, staff_api

__all__ = ["anonymous", "api", "other", "other_api", "owner", "staff", "staff_api"]

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]

DUE, SETTINGS = "/api/questions/due/", "/api/questions/settings/"


@pytest.fixture(autouse=True)
def _listening(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}


def _attempted(owner: Any, days_ago: float, outcome: str = "Solved", **fields: Any) -> Any:
    question = QuestionFactory(owner=owner, **fields)
    moment = timezone.now() - timedelta(days=days_ago)
    QuestionLogFactory(question=question, outcome=outcome, date_attempted=moment)
    return question


def _ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.json()
    return [row["question"]["id"] for row in answer.json()]


def test_the_queue_has_what_is_due_first_and_then_what_is_new(api: Any, owner: Any, other: Any) -> None:
    new = QuestionFactory(owner=owner)
    later, sooner = _attempted(owner, 3), _attempted(owner, 5)
    ahead = _attempted(owner, 5)
    Schedule.objects.filter(question=ahead).update(due_at=timezone.now() + timedelta(days=2))
    _attempted(owner, 5, is_active=False)
    QuestionFactory(owner=owner, is_active=False)
    _attempted(other, 5)
    answer = api.get(DUE)
    assert _ids(answer) == [sooner.pk, later.pk, new.pk]
    assert answer.headers["X-Total-Count"] == "3"
    first, _, last = answer.json()
    assert (first["state"], first["overdue_days"], first["reviews"], first["is_leech"]) == ("learning", 5, 1, False)
    assert 0 < first["retrievability"] < 1
    assert (last["state"], last["due_at"], last["retrievability"]) == ("new", None, None)
    assert last["question"]["title"] == new.title


def test_due_dates_are_those_of_the_library(api: Any, owner: Any) -> None:
    question = QuestionFactory(owner=owner)
    moments = [datetime(2025, 1, 1, 9, tzinfo=UTC) + timedelta(days=day) for day in (0, 1, 9)]
    for moment in moments:
        QuestionLogFactory(question=question, date_attempted=moment)
    card = library_card([(moment, "Solved") for moment in moments])
    (row,) = api.get(DUE).json()
    assert datetime.fromisoformat(row["due_at"]) == datetime.fromisoformat(row["fsrs_due_at"]) == card.due
    assert (row["stability"], row["fsrs_difficulty"]) == (card.stability, card.difficulty)


def _end_of_today(zone: str) -> datetime:
    tomorrow = timezone.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, ZoneInfo(zone))


def test_today_ends_where_the_user_lives(api: Any, owner: Any) -> None:
    question = _attempted(owner, 3)
    # Which of them it is depends on the hour.
    sooner, later = sorted(("UTC", "Pacific/Kiritimati"), key=_end_of_today)
    Schedule.objects.filter(question=question).update(due_at=_end_of_today(sooner) + timedelta(hours=1))
    assert _ids(api.get(DUE, {"tz": sooner})) == []
    assert _ids(api.get(DUE, {"tz": later})) == [question.pk]


def test_so_many_new_questions_are_begun_on_one_day(api: Any, owner: Any) -> None:
    api.patch(SETTINGS, {"new_per_day": 3}, format="json")
    fresh = [QuestionFactory(owner=owner) for _ in range(4)]
    # What was failed comes back within a minute, so also right before midnight.
    begun = _attempted(owner, 0, "Failed")
    _attempted(owner, 40)
    assert [pk for pk in _ids(api.get(DUE)) if pk in {question.pk for question in fresh}] == [
        fresh[0].pk,
        fresh[1].pk,
    ]
    assert begun.pk in _ids(api.get(DUE))


def test_the_queue_can_be_narrowed_down_and_cut_off(api: Any, owner: Any) -> None:
    tag = TagFactory(owner=owner)
    tagged = _attempted(owner, 3, tags=[tag], difficulty="Hard")
    easy = _attempted(owner, 2, difficulty="Easy")
    new = QuestionFactory(owner=owner, tags=[tag], difficulty="Easy")
    assert _ids(api.get(DUE, {"tag": tag.pk})) == [tagged.pk, new.pk]
    assert _ids(api.get(DUE, {"difficulty": "Easy"})) == [easy.pk, new.pk]
    cut = api.get(DUE, {"limit": 1})
    assert (_ids(cut), cut.headers["X-Total-Count"]) == ([tagged.pk], "3")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=1001", "tz=Moon/Base", "tz=", "tz=../x", "difficulty=No"]
)
def test_what_no_queue_can_be_asked_for_is_named(api: Any, query: str) -> None:
    answer = api.get(f"{DUE}?{query}")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [query.partition("=")[0]])


def test_no_length_of_the_queue_takes_more_queries(api: Any, owner: Any, django_assert_num_queries: Any) -> None:
    for number in (1, 6):
        for _ in range(number):
            _attempted(owner, 3, tags=[TagFactory(owner=owner)])
            QuestionFactory(owner=owner)
        # Settings, begun today, due, their tags, new, their tags.
        with django_assert_num_queries(6):
            api.get(DUE)


def test_a_question_says_what_an_attempt_would_change(api: Any, owner: Any) -> None:
    question = _attempted(owner, 4)
    before = api.get(f"/api/questions/{question.pk}/schedule/").json()
    assert before["question"] == question.pk
    ahead = before["if_attempted_now"]
    assert ahead["Failed"]["due_at"] < ahead["Solved"]["due_at"]
    QuestionLogFactory(question=question, outcome="Solved")
    after = api.get(f"/api/questions/{question.pk}/schedule/").json()
    assert (after["state"], after["stability"]) == (
        ahead["Solved"]["state"],
        pytest.approx(ahead["Solved"]["stability"]),
    )
    assert after["reviews"] == 2


def test_a_new_question_has_a_schedule_to_come(api: Any, owner: Any) -> None:
    body = api.get(f"/api/questions/{QuestionFactory(owner=owner).pk}/schedule/").json()
    assert (body["state"], body["due_at"], body["reviews"]) == ("new", None, 0)
    assert body["if_attempted_now"]["Solved"]["state"] == "learning"


@pytest.mark.parametrize("question_id", ["0", "99999", "9" * 30, "x", "-1"])
def test_unknown_and_foreign_questions_are_alike(api: Any, other: Any, question_id: str) -> None:
    foreign = api.get(f"/api/questions/{_attempted(other, 1).pk}/schedule/")
    unknown = api.get(f"/api/questions/{question_id}/schedule/")
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
    assert foreign.status_code == 404


def test_whoever_is_nobody_has_no_schedule(anonymous: Any) -> None:
    for url in (DUE, SETTINGS, "/api/questions/1/schedule/"):
        assert anonymous.get(url).status_code == 401


def test_settings_are_the_defaults_until_they_are_changed(api: Any, other_api: Any, owner: Any) -> None:
    before = api.get(SETTINGS).json()
    assert before == {
        "desired_retention": 0.9,
        "parameters": None,
        "learning_steps": [1, 10],
        "relearning_steps": [10],
        "maximum_interval": 36_500,
        "interview_date": None,
        "new_per_day": 10,
        "leech_threshold": None,
        "time_zone": "",
        "rebuild": None,
    }
    interview = (timezone.now() + timedelta(days=20)).date().isoformat()
    wish = {**before, "desired_retention": 0.8, "interview_date": interview, "time_zone": "Europe/Berlin"}
    answer = api.put(SETTINGS, wish, format="json")
    job = Job.objects.get(owner=owner)
    assert answer.json() == {**wish, "rebuild": {"job": str(job.pk), "status": "PENDING"}}
    assert api.get(SETTINGS).json() == answer.json()
    assert other_api.get(SETTINGS).json() == before


def test_put_takes_what_is_missing_for_the_default_and_patch_leaves_it(api: Any) -> None:
    api.put(SETTINGS, {"new_per_day": 4, "leech_threshold": 5}, format="json")
    assert api.patch(SETTINGS, {"new_per_day": 6}, format="json").json()["leech_threshold"] == 5
    body = api.put(SETTINGS, {}, format="json").json()
    assert (body["new_per_day"], body["leech_threshold"]) == (10, None)


_BOUNDS = {"desired_retention": (0.7, 0.99), "maximum_interval": (1, 36_500), "new_per_day": (0, 1000)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            (name, value)
            for name, (least, most) in _BOUNDS.items()
            for value in (least - 0.5, most + 1, "1", None, True)
        ),
        ("parameters", [1] * 20),
        ("parameters", [10**400] * 21),
        ("parameters", "default"),
        ("parameters", 5),
        ("learning_steps", [0]),
        ("learning_steps", [1] * 11),
        ("relearning_steps", ["ten"]),
        ("relearning_steps", None),
        ("interview_date", "2001-01-01"),
        ("interview_date", "soon"),
        ("interview_date", 20300101),
        ("interview_date", ""),
        ("leech_threshold", 0),
        ("new_per_day", 10**400),
        ("time_zone", "Moon/Base"),
        ("time_zone", "../UTC"),
        ("time_zone", "x" * 65),
        ("time_zone", None),
        ("retention", 0.9),
    ],
)
def test_settings_that_make_no_sense_are_named(api: Any, name: str, value: Any) -> None:
    for method in (api.put, api.patch):
        answer = method(SETTINGS, {name: value}, format="json")
        assert (answer.status_code, [field.partition(".")[0] for field in answer.json()["details"]]) == (400, [name])
    assert not PracticeSettings.objects.exists()


def test_parameters_out_of_the_librarys_bounds_are_named_one_by_one(api: Any) -> None:
    import fsrs

    parameters = [*fsrs.Scheduler().parameters]
    assert api.patch(SETTINGS, {"parameters": parameters}, format="json").status_code == 200
    parameters[3], parameters[20] = 500, -1
    errors = api.patch(SETTINGS, {"parameters": parameters}, format="json").json()["details"]["parameters"]
    assert errors == [
        "Number 3 must be between 0.001 and 100.",
        "Number 20 must be between 0.1 and 0.8.",
    ]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_an_interview_at_the_end_of_time_is_one(api: Any, owner: Any, zone: str) -> None:
    wish = {"interview_date": "9999-12-31", "time_zone": zone}
    assert api.patch(SETTINGS, wish, format="json").status_code == 200
    question = _attempted(owner, 1)
    assert _ids(api.get(DUE)) == [question.pk]


def test_settings_of_after_an_interview_can_be_sent_back(api: Any, owner: Any) -> None:
    PracticeSettings.objects.create(owner=owner, interview_date="2020-02-02")
    body = api.get(SETTINGS).json()
    assert api.put(SETTINGS, {**body, "new_per_day": 1}, format="json").status_code == 200


def test_without_the_library_schedules_and_changes_are_501_and_settings_can_be_read(
    api: Any, owner: Any, monkeypatch: Any
) -> None:
    question = QuestionFactory(owner=owner)
    monkeypatch.setitem(__import__("sys").modules, "fsrs", None)
    for answer in (
        api.get(DUE),
        api.get(f"/api/questions/{question.pk}/schedule/"),
        api.put(SETTINGS, {}, format="json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (501, "extra_missing")
    assert api.get(SETTINGS).status_code == 200
