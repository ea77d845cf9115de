"""What is added, changed and deleted in the admin: slugs, counts and owners stay right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from django_jobkit.questions.models import PracticeSettings, Question, QuestionLog, Schedule, Tag
from django_jobkit.questions.services.questions import change_question
from django_jobkit.testing.questions import TagFactory
from tests.questions.admin.conftest import PLACE
from tests.questions.rows import assert_counts_are_right, make_log, make_question

pytestmark = pytest.mark.requires_extra("questions")
QUESTION = {"title": "Two Sum", "source": "", "content": "", "difficulty": "", "is_active": "on"}
LOG = {
    "date_attempted_0": "2026-05-01",
    "date_attempted_1": "12:30:00",
    "outcome": "Solved",
    "time_spent_min": "30",
    "solution_approach": "",
    "self_notes": "",
}


def post(client: Client, place: str, **data: Any) -> str:
    answer = client.post(f"{PLACE}{place}", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def choose(client: Client, rows: list[Any], model: str, action: str = "delete_selected", **data: Any) -> str:
    return post(client, f"{model}/", _selected_action=[row.pk for row in rows], action=action, **data)


def test_a_question_gets_its_slug_and_clean_content(boss: Client, owner: Any) -> None:
    make_question(owner, title="Two Sum", slug="two-sum")
    said = post(
        boss, "question/add/", **QUESTION | {"owner": owner.pk, "content": "<p>Add<script>alert(1)</script></p>"}
    )
    assert "was added successfully" in said
    question = Question.objects.latest("pk")
    assert (question.owner, question.slug, question.content) == (owner, "two-sum-2", "<p>Add</p>")
    assert LogEntry.objects.get().object_id == str(question.pk)


def test_a_question_is_changed_and_keeps_its_slug_and_its_owner(boss: Client, owner: Any, other: Any) -> None:
    mine = TagFactory.create(owner=owner, name="graphs")
    question = make_question(owner, slug="two-sum")
    make_log(question)
    data = QUESTION | {"title": "Three Sum", "tags": [mine.pk], "owner": other.pk, "slug": "mine", "attempts_count": 9}
    assert "was changed successfully" in post(boss, f"question/{question.pk}/change/", **data)
    question.refresh_from_db()
    assert (question.title, question.owner) == ("Three Sum", owner)
    assert (question.slug, question.attempts_count) == ("two-sum", 1)
    assert list(question.tags.all()) == [mine]
    post(boss, f"question/{question.pk}/change/", **QUESTION)
    assert not question.tags.exists()


def test_a_tag_of_somebody_else_cannot_be_chosen(boss: Client, owner: Any, other: Any) -> None:
    theirs = TagFactory.create(owner=other, name="secret plans")
    question = make_question(owner)
    assert "secret plans" not in boss.get(f"{PLACE}question/{question.pk}/change/").content.decode()
    said = post(boss, f"question/{question.pk}/change/", **QUESTION | {"tags": [theirs.pk]})
    assert "is not one of the available choices" in said
    assert not question.tags.exists()


def test_a_tag_that_goes_while_it_is_put_on_is_told(boss: Client, owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tag, question = TagFactory.create(owner=owner), make_question(owner, title="As it was")

    def change_late(*args: Any, **given: Any) -> Question:
        Tag.objects.all().delete()
        return change_question(*args, **given)

    monkeypatch.setattr("django_jobkit.questions.admin.question.change_question", change_late)
    said = post(boss, f"question/{question.pk}/change/", **QUESTION | {"tags": [tag.pk]})
    assert "Some of the tags do not exist." in said
    question.refresh_from_db()
    assert question.title == "As it was"


def test_what_is_stored_is_shown_as_text(boss: Client, staff: Callable[..., Client], owner: Any) -> None:
    evil = "<img src=x onerror=alert(1)>"
    question = make_question(owner, title=evil, tags=[TagFactory.create(owner=owner, name=evil)])
    Question.objects.filter(pk=question.pk).update(source=evil)
    log = make_log(question, self_notes=evil, solution_approach=evil)
    places = ("question/", "tag/", "questionlog/", f"question/{question.pk}/change/", f"questionlog/{log.pk}/change/")
    for client in (boss, staff("view_question", "view_tag", "view_questionlog")):
        for place in places:
            shown = client.get(PLACE + place).content.decode()
            assert "&lt;img src=x" in shown, place
            assert "<img src=x" not in shown, place


def test_a_tag_is_named_once_for_its_owner(boss: Client, owner: Any, other: Any) -> None:
    assert "was added" in post(boss, "tag/add/", owner=owner.pk, name="Graphs")
    assert "There is a tag of this name already" in post(boss, "tag/add/", owner=owner.pk, name="GRAPHS")
    assert "was added" in post(boss, "tag/add/", owner=other.pk, name="GRAPHS")
    tag = Tag.objects.get(owner=owner)
    assert "was changed" in post(boss, f"tag/{tag.pk}/change/", owner=other.pk, name="graphs")
    tag.refresh_from_db()
    assert (tag.name, tag.owner) == ("graphs", owner)


def test_an_attempt_belongs_to_the_owner_of_its_question_and_is_counted(boss: Client, owner: Any) -> None:
    question = make_question(owner)
    assert "was added" in post(boss, "questionlog/add/", **LOG | {"question": question.pk})
    assert QuestionLog.objects.get().owner == owner
    assert_counts_are_right()
    assert Schedule.objects.filter(question=question).exists()


def test_an_attempt_moves_among_the_questions_of_its_owner_alone(boss: Client, owner: Any, other: Any) -> None:
    old, new, foreign = make_question(owner), make_question(owner), make_question(other)
    log = make_log(old)
    place = f"questionlog/{log.pk}/change/"
    assert "was changed" in post(boss, place, **LOG | {"question": new.pk})
    assert QuestionLog.objects.get().question == new
    assert_counts_are_right()
    assert "This question is not the owner" in post(boss, place, **LOG | {"question": foreign.pk})
    for nothing in ("999999", "9" * 30, "x", "-1"):
        assert "Select a valid choice" in post(boss, place, **LOG | {"question": nothing})
    assert QuestionLog.objects.get().question == new


@pytest.mark.parametrize(
    "bad", [{"time_spent_min": "-1"}, {"time_spent_min": "9" * 30}, {"outcome": "Lost"}, {"date_attempted_0": "x"}]
)
def test_an_attempt_that_makes_no_sense_is_refused(boss: Client, owner: Any, bad: dict[str, str]) -> None:
    question = make_question(owner)
    assert "Please correct the error" in post(boss, "questionlog/add/", **LOG | {"question": question.pk} | bad)
    assert not QuestionLog.objects.exists()


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_no_date_breaks_it(boss: Client, owner: Any, date: str) -> None:
    question = make_question(owner)
    post(boss, "questionlog/add/", **LOG | {"question": question.pk, "date_attempted_0": date})
    assert_counts_are_right()


def test_selected_attempts_are_deleted_after_a_look_and_the_counts_follow(boss: Client, owner: Any) -> None:
    question = make_question(owner)
    logs = [make_log(question) for _ in range(3)]
    assert "This will delete <strong>2</strong> attempts" in choose(boss, logs[:2], "questionlog")
    assert QuestionLog.objects.count() == 3
    assert "2 attempts were deleted." in choose(boss, logs[:2], "questionlog", confirmed="yes")
    assert_counts_are_right()
    question.refresh_from_db()
    assert question.attempts_count == 1


def test_one_attempt_is_deleted_and_the_counts_follow(boss: Client, owner: Any) -> None:
    log = make_log(make_question(owner))
    post(boss, f"questionlog/{log.pk}/delete/", post="yes")
    assert not QuestionLog.objects.exists()
    assert_counts_are_right()


def test_deleting_a_tag_leaves_its_questions(boss: Client, owner: Any) -> None:
    tag = TagFactory.create(owner=owner)
    make_question(owner, tags=[tag])
    assert "The questions that have it stay." in choose(boss, [tag], "tag")
    assert "1 tag was deleted." in choose(boss, [tag], "tag", confirmed="yes")
    assert (Tag.objects.count(), Question.objects.count()) == (0, 1)


def test_deleting_a_question_takes_its_attempts_along(boss: Client, owner: Any) -> None:
    question = make_question(owner)
    make_log(question)
    asked = boss.get(f"{PLACE}question/{question.pk}/delete/").content.decode()
    assert "<li>Attempts: 1</li>" in asked
    post(boss, f"question/{question.pk}/delete/", post="yes")
    assert not QuestionLog.objects.exists()


@pytest.mark.parametrize("model", ["tag", "question", "questionlog"])
def test_deleting_takes_its_permission(staff: Callable[..., Client], owner: Any, model: str) -> None:
    question = make_question(owner, tags=[TagFactory.create(owner=owner)])
    rows = {"tag": Tag.objects.get(), "question": question, "questionlog": make_log(question)}
    client = staff(f"view_{model}", f"change_{model}")
    choose(client, [rows[model]], model, confirmed="yes")
    assert client.post(f"{PLACE}{model}/{rows[model].pk}/delete/", {"post": "yes"}).status_code == 403
    assert type(rows[model])._default_manager.filter(pk=rows[model].pk).exists()


def test_schedules_are_to_look_at(boss: Client, owner: Any) -> None:
    make_log(make_question(owner))
    place = f"{PLACE}schedule/{Schedule.objects.get().pk}/"
    assert boss.get(f"{place}change/").status_code == 200
    for refused in (f"{place}change/", f"{place}delete/", f"{PLACE}schedule/add/"):
        assert boss.post(refused, {"post": "yes"}).status_code == 403


PRACTICE = {
    "desired_retention": "0.85",
    "parameters": "",
    "learning_steps": "[1, 10]",
    "relearning_steps": "[10]",
    "maximum_interval": "365",
    "interview_date": "",
    "new_per_day": "5",
    "leech_threshold": "",
    "time_zone": "Europe/Berlin",
}


def test_practice_settings_are_changed_and_schedules_follow(boss: Client, owner: Any) -> None:
    assert "was added" in post(boss, "practicesettings/add/", **PRACTICE | {"owner": owner.pk})
    practice = PracticeSettings.objects.get()
    assert (practice.desired_retention, practice.time_zone, practice.leech_threshold) == (0.85, "Europe/Berlin", None)
    assert practice.rebuild is not None
    said = post(boss, f"practicesettings/{owner.pk}/change/", **PRACTICE | {"desired_retention": "0.9"})
    assert "was changed" in said
    assert PracticeSettings.objects.get().desired_retention == 0.9


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("desired_retention", "2", "less than or equal to 0.99"),
        ("parameters", "[1]", "Give 21 numbers, not 1"),
        ("learning_steps", '["a"]', "A valid integer"),
        ("time_zone", "Mars/Base", "name of a time zone"),
        ("interview_date", "2001-01-01", "past"),
    ],
)
def test_practice_settings_are_checked_as_the_api_checks_them(
    boss: Client, owner: Any, field: str, value: str, said: str
) -> None:
    shown = post(boss, "practicesettings/add/", **PRACTICE | {"owner": owner.pk, field: value})
    assert "Please correct the error" in shown
    assert said in shown
    assert not PracticeSettings.objects.exists()
