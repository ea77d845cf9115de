"""What one ``filter[column__operator]=value`` asks of a record."""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Test = Callable[[Any], bool]
_TRUTHS = {"true": True, "false": False}
_NUMERIC = {"integer", "number"}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
#: What may follow the name of a column behind two underscores.
OPERATORS = (*_ORDERS, "ne", "contains", "in", "isnull")
_MAX_DIGITS = 400


class NotOfThisColumn(ValueError):
    """The value cannot be compared with those of the column."""


@dataclass(frozen=True, slots=True)
class Given:
    """The text of a filter and all that it may stand for."""

    text: str
    number: int | float | None
    truth: bool | None

    def equals(self, value: Any) -> bool:
        """Whether `value` is what was given, each type by its own words."""
        if isinstance(value, bool):
            return value is self.truth
        if isinstance(value, (int, float)):
            return value == self.number
        return isinstance(value, str) and value == self.text


def value_at(record: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """What lies under `path`; None when there is nothing."""
    value: Any = record
    for name in path:
        # Records are plain dicts, and this is asked of each of hundreds of thousands.
        value = value.get(name) if type(value) is dict else None
    return value


def test_of(name: str, text: str, types: Collection[str]) -> Test:
    """The test by the operator `name` ("" for equality) on values of `types`; raises NotOfThisColumn."""
    if name == "isnull":
        wanted = _truth(text)
        return lambda value: (value is None) is wanted
    if name == "contains":
        needle = text.casefold()
        return lambda value: value is not None and needle in text_of(value).casefold()
    if name == "in":
        return _any_of([_given(part, types) for part in text.split(",")])
    given = _given(text, types)
    if name == "ne":
        return lambda value: not given.equals(value)
    return _order(_ORDERS[name], given) if name else given.equals


def _any_of(given: Sequence[Given]) -> Test:
    # Looked up, not gone through: there may be hundreds, for each of hundreds of thousands of records.
    texts = {each.text for each in given}
    numbers = {each.number for each in given if each.number is not None}
    truths = {each.truth for each in given if each.truth is not None}

    def test(value: Any) -> bool:
        if isinstance(value, bool):
            return value in truths
        if isinstance(value, (int, float)):
            return value in numbers
        return isinstance(value, str) and value in texts

    return test


def _order(compare: Callable[[Any, Any], bool], given: Given) -> Test:
    def test(value: Any) -> bool:
        if isinstance(value, str):
            return compare(value, given.text)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or given.number is None:
            return False
        return compare(value, given.number)

    return test


def _given(text: str, types: Collection[str]) -> Given:
    given = Given(text, _number(text), _TRUTHS.get(text.lower()))
    if types and _NUMERIC.issuperset(types) and given.number is None:
        raise NotOfThisColumn("Must be a number; that is what this column has.")
    if set(types) == {"boolean"}:
        _truth(text)
    return given


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise NotOfThisColumn("Must be true or false.")
    return _TRUTHS[text.lower()]


def _number(text: str) -> int | float | None:
    if len(text) > _MAX_DIGITS or "_" in text:
        return None
    try:
        # However large: whether it fits a float is not asked.
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def text_of(value: Any) -> str:
    """`value` as text: what is no text already is JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def has_word(value: Any, word: str) -> bool:
    """Whether the case-folded `word` is in any text or number within `value`; the names of fields do not count."""
    if isinstance(value, Mapping):
        return any(has_word(inner, word) for inner in value.values())
    if isinstance(value, list):
        return any(has_word(inner, word) for inner in value)
    return value is not None and word in text_of(value).casefold()
