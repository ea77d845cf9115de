"""The schema of statistics and exports is true of what is asked and answered."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from rest_framework.test import APIClient

from django_jobkit.questions.rest.filters import QuestionFilterSet
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory
from tests.rest.drawn import draw

pytestmark = pytest.mark.requires_extra("questions")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """As a host with OpenAPI 3.1 sees it, whose schemas are JSON Schema."""
    return draw("3.1.0")


@pytest.mark.django_db
def test_statistics_are_as_the_schema_says(schema: dict[str, Any]) -> None:
    tag = TagFactory()
    question = QuestionFactory(owner=tag.owner, tags=[tag])
    for outcome in ("Solved", "Failed", "Failed", "Failed", ""):
        QuestionLogFactory(question=question, outcome=outcome)
    client = APIClient()
    client.force_authenticate(tag.owner)
    body = client.get("/api/questions/statistics/").json()
    assert body["weakest_tags"]
    assert body["forecast"]
    expected = {"components": schema["components"], "$ref": "#/components/schemas/JobkitQuestionStatistics"}
    jsonschema.validate(body, expected)


def test_an_export_has_the_filters_of_the_list(schema: dict[str, Any]) -> None:
    properties = schema["components"]["schemas"]["JobkitQuestionExport"]["properties"]
    assert properties.keys() == {"format", *QuestionFilterSet.base_filters}
