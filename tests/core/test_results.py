"""What a handler returns is judged against what its task declares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pydantic
import pytest

from django_jobkit.core.results import Results
from django_jobkit.exceptions import NotStorable


class Report(pydantic.BaseModel):
    """A model with an alias."""

    day: date
    total: float = pydantic.Field(serialization_alias="sum")


@dataclass
class Point:
    """A plain dataclass."""

    x: int


def results(declared: Any) -> Results:
    def handler() -> Any:
        """Do nothing."""

    handler.__annotations__["return"] = declared
    return Results("tests.handler", handler)


@pytest.mark.parametrize(
    ("declared", "returned", "stored"),
    [
        (int, 3, 3),
        (bool, True, True),
        (int | None, None, None),
        (None, None, None),
        (Any, None, None),
        (list[int], (1, 2), [1, 2]),
        (Report, Report(day=date(2026, 1, 2), total=3), {"day": "2026-01-02", "sum": 3.0}),
        (Report, {"day": "2026-01-02", "total": 3}, {"day": "2026-01-02", "sum": 3.0}),
        (Point, Point(1), {"x": 1}),
        (dict[str, Any], {"a": [None]}, {"a": [None]}),
    ],
)
def test_a_result_of_the_declared_type_becomes_json(declared: Any, returned: Any, stored: Any) -> None:
    assert results(declared).to_json(returned) == stored


@pytest.mark.parametrize(
    ("declared", "returned"), [(int, "many"), (int, None), (Report, None), (Report, True), (str, 7), (list[int], ["a"])]
)
def test_a_result_of_another_type_is_invalid(declared: Any, returned: Any) -> None:
    with pytest.raises(NotStorable) as caught:
        results(declared).to_json(returned)

    assert caught.value.code == "result_invalid"


def test_not_a_number_is_no_result_of_type_float_either() -> None:
    with pytest.raises(NotStorable) as caught:
        results(float).to_json(float("nan"))

    assert caught.value.code == "result_not_json"


def test_a_result_is_measured_in_bytes_of_json(settings: Any) -> None:
    settings.JOBKIT = {"MAX_RESULT_BYTES": 10}

    assert results(str).to_json("ä" * 4) == "ä" * 4
    with pytest.raises(NotStorable) as caught:
        results(str).to_json("ä" * 5)
    assert caught.value.code == "result_too_large"


def test_a_model_whose_serializer_raises_is_refused_not_raised() -> None:
    class Bad(pydantic.BaseModel):
        @pydantic.field_serializer("x")
        def _raise(self, value: int) -> int:
            raise KeyError

        x: int

    with pytest.raises(NotStorable):
        results(Bad).to_json(Bad(x=1))


def test_a_type_that_never_becomes_json_is_refused_at_registration() -> None:
    class Opaque:
        """Unknown to pydantic."""

    with pytest.raises(TypeError, match=r"tests\.handler"):
        results(Opaque)


def test_the_schema_of_a_result_is_that_of_its_json() -> None:
    assert results(int).schema() == {"type": "integer"}
    assert results(Any).schema() == results(None).schema() == {}
    assert set(results(Report).schema()["properties"]) == {"day", "sum"}
