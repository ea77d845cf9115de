"""Moments, in the ways in which people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from django_jobkit.questions.platforms.values.clock import MONTHS, time_of
from django_jobkit.questions.platforms.values.unreadable import Unreadable, shown

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}.*)?", re.ASCII)
_ZONE = re.compile(r"\s*(?:UTC|GMT)$|\s+(?=[+-][0-9])")
_NUMBERS = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})(?:(?:,|t|\s)\s*(.*))?", re.ASCII)
_NAMED = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?:([0-9]{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})|([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?)"
    r"[.,]?[\s-]+([0-9]{4})(?:(?:,|\sat|\s)\s*(.*))?",
    re.ASCII,
)
_SECONDS, _MILLISECONDS = 10, 13
_LONGEST = 100
_FIRST, _LAST = 1970, 2200
_YEAR_DIGITS = 4
_MONTHS = 12
_NO_DATE = "{} is no date that can be read; write it like 2026-03-04 or 2026-03-04 18:30."
_AMBIGUOUS = "{} may be two dates; say `day_first` (true or false), or write it like 2026-03-04."


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How the dates of a table are to be understood: in which zone, and which number is the day."""

    zone: tzinfo
    day_first: bool | None = None
    #: As ``datetime.strptime`` takes it; None: found out.
    pattern: str | None = None

    def read(self, value: Any) -> datetime:
        """The moment that `value` says; raises Unreadable."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(int(value)) if abs(value) < 10**_MILLISECONDS else ""
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise Unreadable(_NO_DATE.format(shown(value)))
        return _moment(value.strip(), self)


@lru_cache(maxsize=4096)
def _moment(text: str, style: DateStyle) -> datetime:
    try:
        found = _patterned(text, style.pattern) if style.pattern else _found_out(text, style.day_first)
    except Unreadable:
        raise
    except (ValueError, OverflowError):
        raise Unreadable(_NO_DATE.format(shown(text))) from None
    if not _FIRST <= found.year <= _LAST:
        raise Unreadable(f"{shown(text)} is not between the years {_FIRST} and {_LAST}.")
    return found if found.tzinfo is not None else found.replace(tzinfo=style.zone)


def _patterned(text: str, pattern: str) -> datetime:
    try:
        return datetime.strptime(text, pattern)  # noqa: DTZ007 # what has no zone gets one afterwards
    except (ValueError, OverflowError):
        raise Unreadable(f"{shown(text)} is not of the `date_format` {pattern!r}.") from None


def _found_out(text: str, day_first: bool | None) -> datetime:
    if _ISO.fullmatch(text):
        return datetime.fromisoformat(_ZONE.sub(lambda found: "" if found[0].isspace() else "+00:00", text))
    if text.isdecimal() and len(text) in {_SECONDS, _MILLISECONDS}:
        return datetime.fromtimestamp(int(text[:_SECONDS]), UTC)
    small = text.casefold()
    if found := _NUMBERS.fullmatch(small):
        return datetime.combine(_numbered(found, day_first), time_of(found[5] or ""))
    if found := _NAMED.fullmatch(small):
        month = MONTHS.get(found[2] or found[3], 0)
        return datetime.combine(date(int(found[5]), month, int(found[1] or found[4])), time_of(found[6] or ""))
    raise ValueError(text)


def _numbered(found: re.Match[str], day_first: bool | None) -> date:
    first, mark, second, third = found.group(1, 2, 3, 4)
    if len(first) == _YEAR_DIGITS and len(third) < _YEAR_DIGITS - 1:
        return date(int(first), int(second), int(third))
    if len(third) != _YEAR_DIGITS:
        raise ValueError(found[0])
    year, one, two = int(third), int(first), int(second)
    if day_first is None:
        if mark == "." or one > _MONTHS or one == two:
            # Between dots, everybody writes the day first.
            day_first = True
        elif two > _MONTHS:
            day_first = False
        else:
            raise Unreadable(_AMBIGUOUS.format(shown(found[0])))
    return date(year, two, one) if day_first else date(year, one, two)
