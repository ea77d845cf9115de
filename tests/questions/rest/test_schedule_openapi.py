"""What is said of schedules in OpenAPI is what is answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from django.utils import timezone

from django_jobkit.questions.rest.filters import QuestionFilterSet
from django_jobkit.questions.rest.schedule_serializers import FIELDS
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory
from tests.rest.conftest import api, owner
from tests.rest.drawn import draw

__all__ = ["api", "owner"]

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """As a host with OpenAPI 3.1 sees it, whose schemas are JSON Schema."""
    return draw("3.1.0")


def test_schedules_are_answered_as_the_schema_says(schema: dict[str, Any], api: Any, owner: Any) -> None:
    question = QuestionFactory(owner=owner, tags=[TagFactory(owner=owner)])
    # Of yesterday, for what is learnt right before midnight is due tomorrow.
    QuestionLogFactory(question=question, date_attempted=timezone.now() - timedelta(days=1))
    QuestionFactory(owner=owner)
    answers = {
        ("get", "/api/questions/due/"): api.get("/api/questions/due/"),
        ("get", "/api/questions/{question_id}/schedule/"): api.get(f"/api/questions/{question.pk}/schedule/"),
        ("get", "/api/questions/settings/"): api.get("/api/questions/settings/"),
        ("put", "/api/questions/settings/"): api.put("/api/questions/settings/", {"desired_retention": 0.8}, "json"),
    }
    for (method, path), answer in answers.items():
        told = schema["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), {**told, "components": schema["components"]})
    parts = schema["components"]["schemas"]
    (due, _) = answers["get", "/api/questions/due/"].json()
    assert parts["JobkitDueQuestion"]["properties"].keys() == due.keys()
    assert parts["JobkitPracticeSettingsWish"]["properties"].keys() == set(FIELDS)


def test_every_filter_of_the_queue_is_named(schema: dict[str, Any]) -> None:
    parameters = schema["paths"]["/api/questions/due/"]["get"]["parameters"]
    named = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
    assert named == {*QuestionFilterSet.base_filters, "limit", "tz"}
