"""Tags over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.questions.models import Tag
from tests.questions.rest.conftest import TAGS
from tests.questions.rows import make_question


def test_a_tag_has_a_name(api: APIClient) -> None:
    answer = api.post(TAGS, {"name": " Graphs "}, format="json")

    body = answer.json()
    assert (answer.status_code, body) == (201, {"id": body["id"], "name": "Graphs"})
    assert answer["Location"] == f"http://testserver{TAGS}{body['id']}/"
    assert api.get(TAGS).json() == [body]
    assert api.get(f"{TAGS}{body['id']}/").json() == body


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": " "}, {"name": None}, {"name": 5}, {"name": "x" * 101}])
def test_and_needs_it(api: APIClient, owner: Any, body: Any) -> None:
    tag = Tag.objects.create(owner=owner, name="x")

    for answer in (api.post(TAGS, body, format="json"), api.put(f"{TAGS}{tag.pk}/", body, format="json")):
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["name"])


@pytest.mark.parametrize("name", ["Graphs", "GRAPHS", " graphs "])
def test_a_name_is_taken_in_any_case(api: APIClient, owner: Any, other_api: APIClient, name: str) -> None:
    Tag.objects.create(owner=owner, name="Graphs")
    tag = Tag.objects.create(owner=owner, name="trees")

    answers = [api.post(TAGS, {"name": name}, format="json")]
    answers += [getattr(api, method)(f"{TAGS}{tag.pk}/", {"name": name}, format="json") for method in ("put", "patch")]

    assert [(answer.status_code, list(answer.json()["details"])) for answer in answers] == [(400, ["name"])] * 3
    assert other_api.post(TAGS, {"name": name}, format="json").status_code == 201


def test_it_can_be_written_otherwise(api: APIClient, owner: Any) -> None:
    tag = Tag.objects.create(owner=owner, name="graphs")

    assert api.put(f"{TAGS}{tag.pk}/", {"id": 7, "name": "Graphs"}, format="json").json()["name"] == "Graphs"
    assert api.patch(f"{TAGS}{tag.pk}/", {}, format="json").json()["name"] == "Graphs"


def test_without_it_the_questions_stay(api: APIClient, owner: Any) -> None:
    tag = Tag.objects.create(owner=owner, name="x")
    question = make_question(owner, tags=[tag])

    assert api.delete(f"{TAGS}{tag.pk}/").status_code == 204

    assert api.get(f"/api/questions/{question.pk}/").json()["tags"] == []
