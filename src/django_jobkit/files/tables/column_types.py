"""What the cells of a column are, found out on a sample of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django_jobkit.files.tables import cells
from django_jobkit.files.tables.cells import Convert, Misfit

#: The other ways to write a date, and how the day and the month are told apart where they look alike.
_DAY_FIRST, _MONTH_FIRST = "%d{0}%m{0}%Y", "%m{0}%d{0}%Y"
_OTHER_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2\d{4}( \d{1,2}:\d{2}(:\d{2})?)?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_MOST_MONTHS = 12

_CONVERT: dict[str, Convert] = {
    "integer": cells.to_integer,
    "number": cells.to_number,
    "boolean": cells.to_boolean,
    "date": cells.to_date,
    "datetime": cells.to_datetime,
}


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type, and for dates the pattern they are written in; "" is the ISO form. For numbers, the decimal mark."""

    name: str = "text"
    pattern: str = ""

    @property
    def convert(self) -> Convert | None:
        """What makes a value of a cell or raises Misfit; None: cells stay text."""
        if self.name == "number" and self.pattern == ",":
            return cells.to_comma_number
        if self.name in {"date", "datetime"} and self.pattern:
            return cells.by_pattern(self.pattern, with_time=self.name == "datetime")
        return _CONVERT.get(self.name)


TEXT = ColumnType()


def detect_type(sample: Sequence[str], decimal: str = ".") -> ColumnType:
    """The type that every cell of `sample` fits, nulls left out; text when there is none, or nothing to go by."""
    if not sample:
        return TEXT
    candidates = [ColumnType(name) for name in ("integer", "boolean", "date", "datetime")]
    candidates.insert(1, ColumnType("number", decimal if decimal == "," else ""))
    for candidate in candidates:
        if fits(candidate, sample):
            return candidate
    return _other_date(sample)


def named_type(name: str, sample: Sequence[str], decimal: str = ".") -> ColumnType:
    """The type a user gave, with the pattern that the sample has."""
    if name == "number":
        return ColumnType(name, "," if decimal == "," else "")
    if name in {"date", "datetime"} and not any(fits(ColumnType(name), [cell]) for cell in sample):
        found = _other_date(sample)
        return found if found.name == name else ColumnType(name)
    return ColumnType(name)


def fits(candidate: ColumnType, sample: Sequence[str]) -> bool:
    """Whether every cell is of this type."""
    convert = candidate.convert
    if convert is None:
        return True
    try:
        for cell in sample:
            convert(cell.strip())
    except Misfit:
        return False
    return True


def uses_decimal_comma(columns: Sequence[Sequence[str]]) -> bool:
    """Whether numbers are written as in 3,14: some column has nothing but such, and none has numbers as in 3.14.

    1,234 alone is no such number, for it may as well be one thousand and some.
    """
    comma, point = ColumnType("number", ","), ColumnType("number")
    with_comma = any(_has_decimals(column, ",") and fits(comma, column) for column in columns)
    with_point = any(any("." in cell for cell in column) and fits(point, column) for column in columns)
    return with_comma and not with_point


def _has_decimals(column: Sequence[str], mark: str) -> bool:
    return any(mark in cell and not _GROUPED.fullmatch(cell.strip()) for cell in column)


def _other_date(sample: Sequence[str]) -> ColumnType:
    """Dates such as 31.12.2024 and 12/31/2024. Where day and month cannot be told apart, they stay text."""
    found = [_OTHER_DATE.fullmatch(cell.strip()) for cell in sample]
    if not found or None in found:
        return TEXT
    matches = [match for match in found if match is not None]
    marks, clocks = {match[2] for match in matches}, {(bool(match[4]), bool(match[5])) for match in matches}
    if len(marks) > 1 or len(clocks) > 1:
        return TEXT
    mark, (with_time, with_seconds) = marks.pop(), clocks.pop()
    day_first = mark == "." or any(int(match[1]) > _MOST_MONTHS for match in matches)
    month_first = any(int(match[3]) > _MOST_MONTHS for match in matches)
    if day_first == month_first:
        return TEXT
    pattern = (_DAY_FIRST if day_first else _MONTH_FIRST).format(mark)
    if with_time:
        pattern += " %H:%M:%S" if with_seconds else " %H:%M"
    candidate = ColumnType("datetime" if with_time else "date", pattern)
    return candidate if fits(candidate, sample) else TEXT
