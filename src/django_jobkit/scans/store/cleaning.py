"""Whatever an extractor yields, made JSON that every database, file format and client takes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.opened import mask_opened
from django_jobkit.core.storable import describe_error
from django_jobkit.scans.extracting import Problem

#: Integers beyond 64 bits are kept as text, for few readers take them.
LEAST_INTEGER, MOST_INTEGER = -(2**63), 2**63 - 1
#: Characters that a column's name may have.
LONGEST_NAME = 200
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class NotJson(Exception):
    """A value has no place in JSON; the message says why, `code` is that of the problem."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean(record: Any) -> tuple[dict[str, Any] | None, list[Problem]]:
    """`record` as JSON, None when it is none at all, and what was wrong with it."""
    if not isinstance(record, Mapping):
        message = f"A record maps names to values; this is a {type(record).__name__}."
        return None, [Problem("record_not_an_object", message, raw=_shown(record))]
    cleaned: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in record.items():
        name = clean_text(key if isinstance(key, str) else str(key))
        if len(name) > LONGEST_NAME:
            message = f"The name of a column has at most {LONGEST_NAME} characters; this value was left out."
            problems.append(Problem("column_name_too_long", message, field=name))
            continue
        try:
            cleaned[name] = clean_value(value)
        except NotJson as error:
            cleaned[name] = None
            problems.append(Problem(error.code, str(error), field=name, raw=_shown(value)))
    return cleaned, problems


def clean_text(text: str) -> str:
    """`text` with NUL and lone surrogates, which not every database takes, as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def clean_value(value: Any, depth: int = 0) -> Any:
    """`value` as JSON; raises NotJson."""
    if depth >= config.MAX_JSON_DEPTH:
        raise NotJson("too_deep", f"The value is nested deeper than {config.MAX_JSON_DEPTH} levels; it became null.")
    for kind, cleaner in _CLEANERS:
        if isinstance(value, kind):
            return cleaner(value, depth)
    raise NotJson("not_json", f"A value of type {type(value).__name__} is not JSON; it became null.")


def _integer(value: int, depth: int) -> int | str:
    if LEAST_INTEGER <= value <= MOST_INTEGER:
        return int(value)
    # Python refuses to write very long ones in decimal.
    return str(value) if value.bit_length() <= 4096 else hex(value)  # noqa: PLR2004 - as the core has it


def _float(value: float, depth: int) -> float:
    if not math.isfinite(value):
        raise NotJson("not_finite", "NaN and infinity are not JSON; the value became null.")
    return float(value)


def _decimal(value: Decimal, depth: int) -> float | int | str:
    if not value.is_finite():
        raise NotJson("not_finite", "NaN and infinity are not JSON; the value became null.")
    number = float(value)
    # A number where that says the same, and text where digits would be lost.
    return number if math.isfinite(number) and Decimal(repr(number)) == value else str(value)


def _mapping(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    return {clean_text(str(key)): clean_value(item, depth + 1) for key, item in value.items()}


def _items(value: Iterable[Any], depth: int) -> list[Any]:
    return [clean_value(item, depth + 1) for item in value]


def _moment(value: date | time, depth: int) -> str:
    return value.isoformat()


# In this order: True is an integer too, and an Enum may be a text.
_CLEANERS: list[tuple[Any, Callable[[Any, int], Any]]] = [
    (type(None), lambda value, _: None),
    (Enum, lambda value, depth: clean_value(value.value, depth + 1)),
    (str, lambda value, _: clean_text(str.__str__(value))),
    (bool, lambda value, _: bool(value)),
    (int, _integer),
    (float, _float),
    (Mapping, _mapping),
    ((list, tuple, set, frozenset), _items),
    (Decimal, _decimal),
    ((datetime, date, time), _moment),
    (timedelta, lambda value, _: value.total_seconds()),
    (UUID, lambda value, _: str(value)),
    ((bytes, bytearray, memoryview), lambda value, _: clean_text(bytes(value).decode(errors="replace"))),
]


def _shown(value: Any) -> str:
    try:
        return mask_opened(repr(value))[:500]
    except Exception as error:  # noqa: BLE001 - the repr of a foreign value may raise anything
        return describe_error(error)
