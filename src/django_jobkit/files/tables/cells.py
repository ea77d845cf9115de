"""What one cell of text means, slowly and strictly; ``columns`` does the same for many cells at once.

A number is a number only when nothing is lost by making one of it: 007, +49 30 1234, 1e5 and a card number of nineteen
digits stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

#: More digits than these do not fit into what most programs count with.
MAX_DIGITS = 18
#: More digits than these are rounded when they become a float.
MAX_FLOAT_DIGITS = 17
INTEGER = re.compile(rf"0|-?[1-9][0-9]{{0,{MAX_DIGITS - 1}}}")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][+-]?[0-9]{1,2})?)?|-?\.[0-9]+")
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)

Convert = Callable[[str], Any]


class Misfit(Exception):
    """The cell is not of the type of its column."""


def to_integer(cell: str) -> int:
    """Up to 18 digits without leading zeros."""
    if not INTEGER.fullmatch(cell):
        raise Misfit
    return int(cell)


def to_number(cell: str) -> float:
    """With decimals or without; no more digits than a float keeps."""
    if not NUMBER.fullmatch(cell) or sum(map(str.isdigit, cell)) > MAX_FLOAT_DIGITS:
        raise Misfit
    return float(cell)


def to_comma_number(cell: str) -> float:
    """A number whose decimals begin with a comma."""
    if "." in cell:
        raise Misfit
    return to_number(cell.replace(",", "."))


def to_boolean(cell: str) -> bool:
    """True and false in English; yes, no, 0 and 1 may mean something else."""
    try:
        return BOOLEANS[cell]
    except KeyError:
        raise Misfit from None


def to_date(cell: str) -> str:
    """An ISO date."""
    if not _DATE.fullmatch(cell):
        raise Misfit
    with suppress(ValueError):
        return date.fromisoformat(cell).isoformat()
    raise Misfit


def to_datetime(cell: str) -> str:
    """An ISO date and time, with a T between them."""
    if not _DATETIME.fullmatch(cell):
        raise Misfit
    with suppress(ValueError):
        return datetime.fromisoformat(cell).isoformat()
    raise Misfit


def by_pattern(pattern: str, *, with_time: bool) -> Convert:
    """A date, or a date and time, of another form, made into the ISO form."""

    def convert(cell: str) -> str:
        with suppress(ValueError):
            found = datetime.strptime(cell, pattern)  # noqa: DTZ007 # the file does not say where its clock hangs
            return found.isoformat() if with_time else found.date().isoformat()
        raise Misfit

    return convert
