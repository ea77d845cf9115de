"""The OpenAPI schema of questions: complete, and true of what is answered."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from rest_framework.test import APIClient

from django_jobkit.questions.models import Tag
from django_jobkit.questions.rest import filters
from tests.questions.rest.conftest import QUESTIONS, TAGS
from tests.questions.rows import make_log, make_question
from tests.rest.drawn import draw


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """As a host with OpenAPI 3.0 sees it."""
    return draw()


def test_every_filter_is_named(schema: dict[str, Any]) -> None:
    def named(path: str) -> set[str]:
        return {one["name"] for one in schema["paths"][path]["get"]["parameters"] if one["in"] == "query"}

    always = {"ordering", "limit", "offset"}
    assert named("/api/questions/") == {*filters.QuestionFilterSet.base_filters, *always}
    assert named("/api/questions/{question_id}/logs/") == {*filters.LogFilterSet.base_filters, *always}
    assert named("/api/tags/") == {*filters.TagFilterSet.base_filters, *always}


def test_nobody_is_asked_for_what_the_server_makes(schema: dict[str, Any]) -> None:
    wish = schema["components"]["schemas"]["JobkitQuestionWish"]

    assert wish["required"] == ["title"]
    assert wish["properties"].keys() == {"title", "source", "content", "difficulty", "is_active", "tag_ids"}


def test_answers_are_as_the_schema_says(schema: dict[str, Any], api: APIClient, owner: Any) -> None:
    question = make_question(owner, tags=[Tag.objects.create(owner=owner, name="x")])
    make_log(question)
    paths = {
        QUESTIONS: "JobkitQuestionList",
        f"{QUESTIONS}?limit=1": "JobkitQuestionList",
        f"{QUESTIONS}{question.pk}/": "JobkitQuestion",
        f"{QUESTIONS}{question.pk}/logs/": "JobkitQuestionLogList",
        TAGS: "JobkitTagList",
    }
    parts = {"components": schema["components"]}
    for path, name in paths.items():
        body = api.get(path).json()
        of_openapi_3_0 = _without_nullable({**parts, "$ref": f"#/components/schemas/{name}"})
        jsonschema.validate(body, of_openapi_3_0)


def _without_nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_nullable(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _without_nullable(inner) for name, inner in schema.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain
