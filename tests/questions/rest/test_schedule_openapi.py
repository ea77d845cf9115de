"""What is said of schedules in OpenAPI is what is answered."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from django_jobkit.questions.rest.filters import QuestionFilterSet
from django_jobkit.questions.rest.schedule_serializers import FIELDS
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory
from tests.rest.conftest import api, owner
from tests.rest.test_openapi import draw

__all__ = ["api", "owner"]

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]


def test_schedules_are_answered_as_the_schema_says(api: Any, owner: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("drf_spectacular.settings.spectacular_settings.OAS_VERSION", "3.1.0")
    schema = draw()
    question = QuestionFactory(owner=owner, tags=[TagFactory(owner=owner)])
    QuestionLogFactory(question=question)
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


def test_every_filter_of_the_queue_is_named() -> None:
    parameters = draw()["paths"]["/api/questions/due/"]["get"]["parameters"]
    named = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
    assert named == {*QuestionFilterSet.base_filters, "limit", "tz"}
