"""From records to the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from types import NoneType
from typing import Any

from django_jobkit.files.formulas import defused_column
from django_jobkit.scans.extracting import Record
from django_jobkit.scans.store.codec import dump_line

_NUMBERS = {int, float, NoneType}
_BOOLEANS = {bool, NoneType}
_TEXTS = {str, NoneType}
_WORDS = {True: "true", False: "false"}


def column_of(batch: Sequence[Record], name: str) -> list[Any]:
    """The values under `name`, None where it is missing."""
    try:
        return list(map(itemgetter(name), batch))
    except KeyError:
        return [record.get(name) for record in batch]


def as_text(value: Any) -> str | None:
    """`value` as a cell of text: true and false as JSON has them, objects and arrays as their JSON; None stays None."""
    if value is None or isinstance(value, str):
        return value
    return dump_line(value)[:-1].decode()


def cells_of(values: list[Any], *, raw: bool) -> Sequence[Any]:
    """`values` as numbers, text and None; text is defused unless `raw`."""
    kinds = set(map(type, values))
    if kinds <= _NUMBERS:
        return values
    if kinds <= _BOOLEANS:
        return list(map(_WORDS.get, values))
    if not kinds <= _TEXTS:
        # A number stays one: what is text in its column does not make a formula of it.
        values = [value if type(value) in _NUMBERS else as_text(value) for value in values]
        return values if raw else _defused_among_numbers(values)
    return values if raw else defused_column(values)


def _defused_among_numbers(values: Sequence[Any]) -> Sequence[Any]:
    texts = iter(defused_column([value for value in values if isinstance(value, str)]))
    return [next(texts) if isinstance(value, str) else value for value in values]
