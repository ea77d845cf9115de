"""The OpenAPI schema: valid, complete, under our prefix, and as fresh as the registry."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal

import pydantic
import pytest
from rest_framework import serializers

from django_jobkit.core.decorator import job as task
from django_jobkit.core.registry import registry
from django_jobkit.rest import filters
from django_jobkit.rest.openapi.json_schema import in_openapi
from tests.rest.drawn import draw
from tests.scans.rest.conftest import doors

__all__ = ["doors"]

PREFIX = "Jobkit"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """As a host sees it that has no tasks but ours."""
    return draw()


class _Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class _Shape(pydantic.BaseModel):
    kind: Literal["circle"] = "circle"
    colour: _Colour
    parent: _Shape | None = None
    size: Annotated[float, pydantic.Field(gt=0)] | None = None
    pair: tuple[int, str] = (1, "a")


class _Tree(pydantic.BaseModel):
    value: int
    branches: list[_Tree] = []


class _Paint(serializers.Serializer[Any]):
    colour = serializers.ChoiceField(choices=["red", "blue"])
    status = serializers.ChoiceField(choices=["wet", "dry"])


@pytest.fixture
def demanding_tasks() -> Iterator[None]:
    """Tasks with all that schemas can have."""

    @task("tests.draw_shape")
    def draw_shape(shape: _Shape, format: Literal["svg", "png"] = "svg", tags: list[_Colour] | None = None) -> _Shape:
        """Draw a shape."""
        return shape

    @task("tests.paint", params=_Paint)
    def paint(params: dict[str, Any]) -> None:
        """Paint."""

    @task("tests-draw.shape")
    def nearly_the_same_name(type: str) -> None:
        """Have a parameter that ad-hoc tasks cannot be given."""

    @task("tests.climb", params=_Tree)
    def climb(tree: _Tree) -> int:
        """Climb a tree."""
        return tree.value

    yield
    for name in ("tests.draw_shape", "tests.paint", "tests-draw.shape", "tests.climb"):
        registry.remove(name)


# What a split changes are names, for which 3.1 has no other rules than 3.0, but takes seconds to apply them.
@pytest.mark.parametrize(("version", "split"), [("3.0.3", False), ("3.0.3", True), ("3.1.0", True)])
@pytest.mark.usefixtures("demanding_tasks", "doors")
def test_the_schema_is_valid_and_all_of_it_has_our_prefix(version: str, split: bool) -> None:
    schema = draw(version, split=split, validate=True)
    ours = set(schema["components"]["schemas"])
    assert {name for name in ours if not name.startswith(PREFIX)} == set()
    operations = [
        operation["operationId"]
        for path, item in schema["paths"].items()
        if path.startswith(("/api/", "/tasks/"))
        for operation in item.values()
    ]
    assert len(operations) == len(set(operations)) >= 21
    assert all(name.startswith("jobkit_") for name in operations)


def variants(schema: dict[str, Any]) -> dict[str, str]:
    """The names of tasks, and the components of their requests."""
    mapping: dict[str, str] = schema["components"]["schemas"]["JobkitExecutedJob"]["discriminator"]["mapping"]
    return mapping


def test_each_registered_task_has_its_variant_and_a_new_one_shows_up_at_once() -> None:
    before = variants(draw())
    assert before.keys() == {known.name for known in registry.public()}

    @task("tests.newcomer")
    def newcomer(x: int) -> int:
        """Come late."""
        return x

    try:
        after = variants(draw())
    finally:
        registry.remove("tests.newcomer")
    assert after.keys() - before.keys() == {"tests.newcomer"}
    assert variants(draw()) == before


def test_a_request_is_one_of_the_tasks_or_tracked(schema: dict[str, Any]) -> None:
    body = schema["paths"]["/api/jobs/"]["post"]["requestBody"]
    assert body["required"] is True
    reference = body["content"]["application/json"]["schema"]["$ref"]
    parts = schema["components"]["schemas"]
    submission = parts[reference.rpartition("/")[2]]
    assert [part["$ref"].rpartition("/")[2] for part in submission["oneOf"]] == [
        "JobkitTrackedJob",
        "JobkitExecutedJob",
    ]
    add = parts["JobkitTestsAddJob"]
    assert add["required"] == ["task", "params"]
    assert parts["JobkitTestsAddTask"]["enum"] == ["tests.add"]
    assert parts["JobkitTestsAddParams"]["required"] == ["x"]
    assert "params" not in parts["JobkitTestsRefuseJob"]["required"]
    assert parts["JobkitTestsAddResult"] == {"type": "integer"}


@pytest.mark.usefixtures("demanding_tasks")
def test_definitions_of_a_task_become_components_and_choices_stay_where_they_are() -> None:
    parts = draw()["components"]["schemas"]
    # Another task, ``tests-draw.shape``, had the name without a number.
    properties = parts["JobkitTestsDrawShape2Params"]["properties"]
    assert properties["shape"] == {"$ref": "#/components/schemas/JobkitTestsDrawShape2ParamsShape"}
    assert properties["format"]["allOf"][0]["enum"] == ["svg", "png"]
    assert "JobkitTestsDrawShape2ParamsColour" in parts
    assert "params" in parts["JobkitTestsClimbJob"]["required"]
    assert parts["JobkitTestsClimbAdHocTask"]["required"] == ["type", "value"]
    branches = parts["JobkitTestsClimbParamsTree"]["properties"]["branches"]
    assert branches["items"] == {"$ref": "#/components/schemas/JobkitTestsClimbParamsTree"}
    kinds = {name for name in parts["JobkitAdHocTaskWish"]["discriminator"]["mapping"] if "draw" in name}
    assert kinds == {"draw_shape", "tests.draw_shape"}
    assert {name for name in parts if name.endswith("Enum")} == set()
    assert parts["JobkitTestsPaintParams"]["properties"]["status"]["allOf"][0]["enum"] == ["wet", "dry"]


def test_every_filter_is_named_in_the_schema(schema: dict[str, Any]) -> None:
    paths = schema["paths"]

    def named(path: str) -> set[str]:
        return {parameter["name"] for parameter in paths[path]["get"]["parameters"] if parameter["in"] == "query"}

    paging = {"page", "page_size", "cursor"}
    assert named("/api/jobs/") == {*filters.JobFilterSet.base_filters, "ordering", *paging}
    assert named("/api/jobstatuses/") == {*filters.JobStatusFilterSet.base_filters, "ordering", *paging}
    assert named("/api/jobs/{job_id}/statuses/") == named("/api/jobstatuses/") - {"job"}


def test_headers_and_codes_are_told(schema: dict[str, Any]) -> None:
    paths = schema["paths"]
    submit = paths["/api/jobs/"]["post"]["responses"]
    assert set(submit) == {
        "201",
        "202",
        "400",
        "401",
        "403",
        "406",
        "409",
        "411",
        "413",
        "414",
        "415",
        "422",
        "429",
        "503",
    }
    assert {"Location", "Retry-After", "Idempotent-Replayed"} <= submit["202"]["headers"].keys()
    assert "Retry-After" in submit["429"]["headers"]
    assert "WWW-Authenticate" in submit["401"]["headers"]
    read = paths["/api/jobs/{job_id}/"]["get"]
    assert {"200", "304", "404"} <= set(read["responses"])
    assert {"ETag", "Vary", "Cache-Control", "Retry-After"} <= read["responses"]["304"]["headers"].keys()
    assert {"wait", "Prefer", "If-None-Match"} <= {parameter["name"] for parameter in read["parameters"]}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("given", "old", "new"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"const": 1}, {"enum": [1]}, {"enum": [1]}),
        (
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            {"type": "number", "exclusiveMinimum": 0},
        ),
        (
            {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
            {"type": "integer", "nullable": True, "default": None},
            {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
        ),
        (
            {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]},
            {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": True},
            {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
        ),
        ({"type": "array", "prefixItems": [{}]}, {"type": "array", "items": {}}, {"type": "array", "items": {}}),
        ({"items": True, "title": "X"}, {"items": {}}, {"items": {}}),
        ({"additionalProperties": False}, {"additionalProperties": False}, {"additionalProperties": False}),
        (
            {"additionalProperties": {"const": 1}},
            {"additionalProperties": {"enum": [1]}},
            {"additionalProperties": {"enum": [1]}},
        ),
    ],
)
def test_json_schema_is_told_in_the_words_of_each_version(
    given: dict[str, Any], old: dict[str, Any], new: dict[str, Any], version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drf_spectacular.settings.spectacular_settings.OAS_VERSION", version)
    assert in_openapi(given) == (old if version.startswith("3.0") else new)
