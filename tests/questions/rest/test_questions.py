"""Questions over HTTP."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.questions.models import Question, QuestionLog, Schedule, Tag, html
from tests.questions.rest.conftest import QUESTIONS
from tests.questions.rows import make_log, make_question

FIELDS = {
    "id", "title", "source", "content", "slug", "difficulty", "is_active", "tags", "attempts_count", "solved_count",
    "last_attempted_at", "created_at", "updated_at",
}  # fmt: skip


def test_a_title_is_enough(api: APIClient) -> None:
    answer = api.post(QUESTIONS, {"title": " Two Sum "}, format="json")

    body = answer.json()
    assert answer.status_code == 201
    assert body.keys() == FIELDS
    assert answer["Location"] == f"http://testserver{QUESTIONS}{body['id']}/"
    assert isinstance(body["id"], int)
    assert body | {"title": "Two Sum", "slug": "two-sum", "difficulty": "", "is_active": True, "tags": []} == body
    assert (body["attempts_count"], body["solved_count"], body["last_attempted_at"]) == (0, 0, None)
    assert api.get(answer["Location"]).json() == body


@pytest.mark.requires_extra("questions")
def test_everything_can_be_said_at_once(api: APIClient, owner: Any) -> None:
    tags = [Tag.objects.create(owner=owner, name=name) for name in ("trees", "Graphs")]
    wish = {"title": "a", "source": "x", "content": "vector<int>", "difficulty": "Hard", "is_active": False}

    body = api.post(QUESTIONS, {**wish, "tag_ids": [tags[0].pk, tags[1].pk, tags[0].pk]}, format="json").json()

    assert body | {**wish, "content": "vector&lt;int&gt;"} == body
    assert body["tags"] == [{"id": tags[1].pk, "name": "Graphs"}, {"id": tags[0].pk, "name": "trees"}]


def test_an_answer_can_be_sent_back_but_for_its_slug(api: APIClient, owner: Any) -> None:
    question = make_question(owner, title="a", tags=[Tag.objects.create(owner=owner, name="x")])
    url = f"{QUESTIONS}{question.pk}/"
    body = api.get(url).json()
    slug = body.pop("slug")

    changed = api.put(url, {**body, "title": "b", "attempts_count": 99, "nonsense": {}}, format="json").json()

    assert changed == {**body, "title": "b", "slug": slug, "updated_at": changed["updated_at"]}


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_is_missing_stays(api: APIClient, owner: Any, method: str) -> None:
    kept = {"source": "here", "content": "x", "difficulty": "Easy", "is_active": False}
    question = make_question(owner, tags=[Tag.objects.create(owner=owner, name="x")], **kept)

    body = getattr(api, method)(f"{QUESTIONS}{question.pk}/", {"title": "new"}, format="json").json()

    assert body | {"title": "new", **kept} == body
    assert len(body["tags"]) == 1


def test_everything_but_the_title_can_be_emptied(api: APIClient, owner: Any) -> None:
    question = make_question(owner, source="x", content="y", tags=[Tag.objects.create(owner=owner, name="x")])
    empty: dict[str, Any] = {"source": "", "content": "", "difficulty": "", "tag_ids": []}

    body = api.patch(f"{QUESTIONS}{question.pk}/", empty, format="json").json()

    assert (body["source"], body["content"], body["difficulty"], body["tags"]) == ("", "", "", [])
    assert api.patch(f"{QUESTIONS}{question.pk}/", {"difficulty": None}, format="json").json()["difficulty"] == ""


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"title": 5}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": "a\x00"}, "title"),
        ({"title": "a", "slug": "a"}, "slug"),
        ({"title": "a", "slug": None}, "slug"),
        ({"title": "a", "difficulty": "Impossible"}, "difficulty"),
        ({"title": "a", "difficulty": 1}, "difficulty"),
        ({"title": "a", "difficulty": ["Easy"]}, "difficulty"),
        ({"title": "a", "is_active": "yes"}, "is_active"),
        ({"title": "a", "is_active": None}, "is_active"),
        ({"title": "a", "source": 1}, "source"),
        ({"title": "a", "source": "x" * 4096}, "source"),
        ({"title": "a", "content": "x" * 100_001}, "content"),
        ({"title": "a", "content": "\x00"}, "content"),
        ({"title": "a", "content": {}}, "content"),
        ({"title": "a", "tag_ids": 1}, "tag_ids"),
        ({"title": "a", "tag_ids": None}, "tag_ids"),
        ({"title": "a", "tag_ids": ["1"]}, "tag_ids.0"),
        ({"title": "a", "tag_ids": [0]}, "tag_ids"),
        ({"title": "a", "tag_ids": [-1]}, "tag_ids"),
        ({"title": "a", "tag_ids": [10**30]}, "tag_ids"),
        ({"title": "a", "tag_ids": list(range(51))}, "tag_ids"),
        ([], "non_field_errors"),
        ("title", "non_field_errors"),
    ],
)
def test_bad_input_names_the_field(api: APIClient, body: Any, field: str) -> None:
    answer = api.post(QUESTIONS, body, format="json")

    assert answer.status_code == 400, answer.content
    assert list(answer.json()["details"]) == [field]
    assert not Question.objects.exists()


def test_half_a_character_is_refused_in_any_text(api: APIClient) -> None:
    body = b'{"title": "a", "content": "\\ud800", "source": "\\ud800"}'

    answer = api.post(QUESTIONS, body, content_type="application/json")

    assert (answer.status_code, sorted(answer.json()["details"])) == (400, ["content", "source"])


def test_tags_of_others_are_as_unknown_as_any(api: APIClient, owner: Any, other: Any) -> None:
    foreign = Tag.objects.create(owner=other, name="x")
    question = make_question(owner)

    for tag_id in (foreign.pk, foreign.pk + 1000):
        made = api.post(QUESTIONS, {"title": "a", "tag_ids": [tag_id]}, format="json")
        changed = api.patch(f"{QUESTIONS}{question.pk}/", {"title": "b", "tag_ids": [tag_id]}, format="json")
        assert made.status_code == changed.status_code == 400
        assert list(made.json()["details"]) == list(changed.json()["details"]) == ["tag_ids"]

    assert Question.objects.get().title == question.title


def test_the_slug_stays_when_the_title_changes(api: APIClient) -> None:
    first = api.post(QUESTIONS, {"title": "Two Sum"}, format="json").json()
    second = api.post(QUESTIONS, {"title": "Two sum?"}, format="json").json()
    changed = api.patch(f"{QUESTIONS}{first['id']}/", {"title": "Other"}, format="json").json()

    assert (first["slug"], second["slug"], changed["slug"]) == ("two-sum", "two-sum-2", "two-sum")
    assert api.post(QUESTIONS, {"title": "Two Sum"}, format="json").json()["slug"] == "two-sum-3"


def test_a_deleted_question_takes_its_attempts_along_and_leaves_its_tags(api: APIClient, owner: Any) -> None:
    question = make_question(owner, tags=[Tag.objects.create(owner=owner, name="x")])
    make_log(question)

    assert api.delete(f"{QUESTIONS}{question.pk}/").status_code == 204

    assert not QuestionLog.objects.exists()
    assert not Schedule.objects.exists()
    assert Tag.objects.count() == 1
    assert api.get(f"{QUESTIONS}{question.pk}/").status_code == 404


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.0", "+1", "9223372036854775808", "9" * 400, "\uff11", "1 ", "01"])
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_what_is_no_id_is_unknown(api: APIClient, owner: Any, method: str, text: str) -> None:
    make_question(owner)

    answer = getattr(api, method)(f"{QUESTIONS}{text}/", None if method == "get" else {}, format="json")

    assert answer.status_code == 404
    assert answer.json() == api.get(f"{QUESTIONS}999999/").json()


@pytest.mark.requires_extra("questions")
def test_html_is_cleaned_on_the_way_in(api: APIClient) -> None:
    content = "<p onclick=x()>hi</p><script>alert(1)</script>"

    made = api.post(QUESTIONS, {"title": "a", "content": content}, format="json").json()

    assert made["content"] == "<p>hi</p>"


def test_without_the_library_only_markup_is_refused(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nh3", None)
    html._cleaner.cache_clear()

    refused = api.post(QUESTIONS, {"title": "a", "content": "<b>x</b>"}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (501, "extra_missing")
    assert api.post(QUESTIONS, {"title": "a", "content": "x > y"}, format="json").status_code == 201
