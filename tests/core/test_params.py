"""The signature is the schema, whatever the parameters are called."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from django_jobkit.core.context import JobContext
from django_jobkit.core.params import params_of, takes_context
from django_jobkit.exceptions import InvalidParams


class Colour(Enum):
    """An enumeration."""

    RED = "red"


class Order(pydantic.BaseModel):
    """A nested model."""

    item: str
    amount: int = pydantic.Field(default=1, ge=1)


def call(func: Any, given: dict[str, Any], model: Any = None) -> Any:
    """Take `given` all the way: validated, stored, turned back, handed over."""
    params = params_of("tests.task", func, model)
    args, kwargs = params.to_arguments(params.to_json(given))
    return func(*args, **kwargs)


def test_params_arrive_as_the_types_that_the_signature_names() -> None:
    def handler(
        day: date,
        moment: datetime,
        span: timedelta,
        price: Decimal,
        key: UUID,
        colour: Colour,
        order: Order,
        mode: Literal["a", "b"] = "a",
        share: Annotated[float, pydantic.Field(ge=0, le=1)] = 0.5,
        *,
        tags: list[str] = [],  # noqa: B006 - what users write
        extra: dict[str, int] | None = None,
    ) -> Any:
        return day, moment, span, price, key, colour, order, mode, share, tags, extra

    given_params = {
        "day": "2026-01-02",
        "moment": "2026-01-02T03:04:05Z",
        "span": "PT5M",
        "price": "1.10",
        "key": str(UUID(int=7)),
        "colour": "red",
        "order": {"item": "tea"},
    }

    arrived = call(handler, given_params)

    assert arrived[0] == date(2026, 1, 2)
    assert arrived[2:7] == (timedelta(minutes=5), Decimal("1.10"), UUID(int=7), Colour.RED, Order(item="tea"))
    assert arrived[7:] == ("a", 0.5, [], None)


@pytest.mark.parametrize(
    "name",
    [
        "json",
        "schema",
        "copy",
        "dict",
        "fields",
        "model_config",
        "model_fields",
        "validate",
        "construct",
        "name",
        "timeout",
        "scope",
        "task",
        "params",
        "result",
        "id",
        "type",
        "self",
        "cls",
        "args",
        "kwargs",
        "request",
        "submit",
        "context",
        "größe",
    ],
)
def test_a_parameter_may_have_any_name(name: str) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def handler({name}: int, other: int = 2): return {name} + other", namespace)  # noqa: S102

    assert call(namespace["handler"], {name: "1"}) == 3
    with pytest.raises(InvalidParams) as caught:
        call(namespace["handler"], {name: "x"})
    assert list(caught.value.details) == [f"params.{name}"]


@pytest.mark.parametrize(
    ("given_params", "fields"),
    [
        ({}, {"params.order"}),
        ({"order": {}}, {"params.order.item"}),
        ({"order": {"item": "tea", "amount": 0}}, {"params.order.amount"}),
        ({"order": {"item": "tea"}, "orders": [{"item": "a"}, {}]}, {"params.orders.1.item"}),
        ({"order": {"item": "tea"}, "surprise": 1}, {"params.surprise"}),
        ({"order": 7, "orders": 8}, {"params.order", "params.orders"}),
    ],
)
def test_every_wrong_field_is_named_with_its_path(given_params: dict[str, Any], fields: set[str]) -> None:
    def handler(order: Order, orders: list[Order] = []) -> None:  # noqa: B006 - what users write
        """Do nothing."""

    with pytest.raises(InvalidParams) as caught:
        call(handler, given_params)

    assert set(caught.value.details) == fields
    assert all(isinstance(text, str) for texts in caught.value.details.values() for text in texts)


def test_mutable_defaults_are_not_shared_between_runs() -> None:
    def handler(seen: list[int] = []) -> list[int]:  # noqa: B006 - what users write
        seen.append(1)
        return seen

    assert [call(handler, {}) for _ in range(3)] == [[1]] * 3


@pytest.mark.parametrize("key", [1, None, ("a",)])
def test_params_whose_names_are_no_text_are_refused(key: Any) -> None:
    def handler(x: int = 0) -> None:
        """Do nothing."""

    with pytest.raises(InvalidParams):
        call(handler, {key: 1})


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5)))
def test_whatever_is_given_is_taken_or_refused_with_our_own_error(given_params: dict[str, Any]) -> None:
    def handler(a: int = 0, b: str = "", c: list[int] | None = None, d: Any = None) -> None:
        """Do nothing."""

    try:
        call(handler, given_params)
    except InvalidParams as error:
        assert error.details  # noqa: PT017 - most are refused, some are not


@pytest.mark.parametrize("signature", ["*args", "**kwargs", "x, /"])
def test_a_parameter_that_has_no_name_is_refused_at_registration(signature: str) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def handler({signature}): pass", namespace)  # noqa: S102

    with pytest.raises(TypeError, match=r"tests\.task"):
        params_of("tests.task", namespace["handler"], None)


def test_the_context_is_known_by_its_annotation_or_its_name() -> None:
    def annotated(context: JobContext, x: int) -> None: ...
    def named(ctx, x: int) -> None: ...  # type: ignore[no-untyped-def]
    def neither(x: int, ctx: int) -> None: ...
    def nothing() -> None: ...

    assert [takes_context(func) for func in (annotated, named, neither, nothing)] == [True, True, False, False]
    assert set(params_of("tests.task", annotated, None).schema()["properties"]) == {"x"}


def test_a_model_is_handed_over_whole() -> None:
    assert call(lambda order: order, {"item": "tea", "amount": 2}, Order) == Order(item="tea", amount=2)
    with pytest.raises(InvalidParams) as caught:
        call(lambda order: order, {"amount": 0}, Order)
    assert set(caught.value.details) == {"params.item", "params.amount"}


def test_a_model_with_aliases_is_stored_under_the_names_that_it_takes() -> None:
    class Aliased(pydantic.BaseModel):
        inner: int = pydantic.Field(alias="outer")

    assert call(lambda given: given.inner, {"outer": 3}, Aliased) == 3


class Address(serializers.Serializer[Any]):
    """A nested serializer."""

    street = serializers.CharField()


class Person(serializers.Serializer[Any]):
    """A serializer as hosts have them."""

    born = serializers.DateField()
    address = Address(required=False)
    tags = serializers.ListField(child=serializers.IntegerField(), required=False)

    def validate_born(self, value: date) -> date:
        """Refuse the future."""
        if value.year > 2100:
            raise serializers.ValidationError("Not yet.")
        return value


def test_a_serializer_hands_over_what_it_validated() -> None:
    assert call(lambda data: data, {"born": "2026-01-02"}, Person) == {"born": date(2026, 1, 2)}


@pytest.mark.parametrize(
    ("given_params", "fields"),
    [
        ({}, {"params.born"}),
        ({"born": "2200-01-01"}, {"params.born"}),
        ({"born": "2026-01-02", "x": 1}, {"params.x"}),
        ({"born": "2026-01-02", "address": {}}, {"params.address.street"}),
        ({"born": "2026-01-02", "tags": [1, "b"]}, {"params.tags.1"}),
    ],
)
def test_a_serializer_names_every_wrong_field(given_params: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(InvalidParams) as caught:
        call(lambda data: data, given_params, Person)

    assert set(caught.value.details) == fields
    assert all(isinstance(text, str) for texts in caught.value.details.values() for text in texts)
