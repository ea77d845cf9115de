"""Conversion of whole columns at once: by functions that run in C, the cells one by one only where these balk.

Each fast way gives exactly what ``cells`` would give, or None; a test compares them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django_jobkit.files.tables.cells import BOOLEANS, MAX_DIGITS, MAX_FLOAT_DIGITS, Misfit
from django_jobkit.files.tables.column_types import ColumnType

#: Hears of a cell that does not fit: its place in the column and its text.
Tell = Callable[[int, str], None]
Fast = Callable[[Sequence[str]], Sequence[Any] | None]
_DIGITS = b"0123456789.-"
_LEADING_ZERO = re.compile(r",-?0[0-9]")
_AS_ZERO = bytes.maketrans(b"0123456789", b"0" * 10)
_BARE_POINT = re.compile(r"\.(?:,|$)")


def convert_column(column: Sequence[str], kind: ColumnType, nulls: frozenset[str], tell: Tell) -> Sequence[Any]:
    """The values of the cells, None for `nulls`; a cell that does not fit stays text, and `tell` hears of it."""
    fast: Fast | None = None if kind.pattern else _FAST.get(kind.name)
    if kind.name == "text":
        return column if nulls.isdisjoint(column) else [None if cell in nulls else cell for cell in column]
    if fast is not None:
        if nulls.isdisjoint(column):
            values: Sequence[Any] | None = fast(column)
            if values is not None:
                return values
        elif (values := fast([cell for cell in column if cell not in nulls])) is not None:
            given = iter(values)
            return [None if cell in nulls else next(given) for cell in column]
    return _one_by_one(column, kind, nulls, tell)


def _one_by_one(column: Sequence[str], kind: ColumnType, nulls: frozenset[str], tell: Tell) -> list[Any]:
    convert = kind.convert
    values: list[Any] = []
    for place, cell in enumerate(column):
        bare = cell.strip()
        if cell in nulls or bare in nulls:
            values.append(None)
            continue
        try:
            values.append(convert(bare) if convert else cell)
        except Misfit:
            tell(place, cell)
            values.append(cell)
    return values


def _integers(column: Sequence[str]) -> list[int] | None:
    try:
        values = list(map(int, column))
    except ValueError:
        return None
    # int() also takes 007, +1, 1_000 and digits of other scripts, none of which come back the same.
    if list(map(str, values)) != list(column) or max(map(len, column), default=0) > MAX_DIGITS:
        return None
    return values


def _numbers(column: Sequence[str]) -> list[float] | None:
    if max(map(len, column), default=0) > MAX_FLOAT_DIGITS:
        return None
    joined = "," + ",".join(column)
    if joined.encode("utf-8", "replace").translate(None, _DIGITS + b","):
        # Exponents, nan, infinity, blanks and underscores: float() takes them all, we only some.
        return None
    if _LEADING_ZERO.search(joined) or _BARE_POINT.search(joined):
        return None
    try:
        return list(map(float, column))
    except ValueError:
        return None


def _booleans(column: Sequence[str]) -> list[bool] | None:
    try:
        return [BOOLEANS[cell] for cell in column]
    except KeyError:
        return None


def _dates(column: Sequence[str]) -> Sequence[str] | None:
    if not _has_shape(column, b"0000-00-00"):
        return None
    try:
        deque(map(date.fromisoformat, column), maxlen=0)
    except ValueError:
        return None
    return column


def _datetimes(column: Sequence[str]) -> list[str] | None:
    mark = column[0][10:11] if column else ""
    if mark not in {"T", " "} or not _has_shape(column, f"0000-00-00{mark}00:00:00".encode()):
        return None
    try:
        deque(map(datetime.fromisoformat, column), maxlen=0)
    except ValueError:
        return None
    return list(column) if mark == "T" else ",".join(column).replace(" ", "T").split(",")


def _has_shape(column: Sequence[str], shape: bytes) -> bool:
    """Whether all cells have this shape, in which 0 is any digit. The parsers take more shapes than we want."""
    joined = ",".join(column).encode("utf-8", "replace")
    return joined.translate(_AS_ZERO) == b",".join([shape] * len(column))


_FAST: dict[str, Fast] = {
    "integer": _integers,
    "number": _numbers,
    "boolean": _booleans,
    "date": _dates,
    "datetime": _datetimes,
}
