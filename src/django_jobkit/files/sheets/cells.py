"""The value of one cell of a sheet."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django_jobkit.files.sheets.shared_strings import SharedStrings

#: Numbers with more digits than these are shown, and were meant, as text or as a float.
_MAX_EXACT = 10**15


class CellError(Exception):
    """The cell holds an error of a formula, such as #N/A."""


class CellReader:
    """Makes JSON values of what stands in cells."""

    def __init__(self, strings: SharedStrings, date_styles: frozenset[int], *, from_1904: bool) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

        self._strings = strings
        self._date_styles = date_styles
        epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
        self._moment: Callable[[float], Any] = lambda serial: from_excel(serial, epoch)

    def value(self, kind: str, style: str, text: str) -> Any:
        """The value of a cell of type `kind` and number of style `style`; raises CellError, ValueError."""
        if kind == "s":
            return self._strings.get(int(text))
        if kind in {"str", "inlineStr"}:
            return text
        if kind == "b":
            return text.strip() == "1"
        if kind == "e":
            raise CellError(text)
        if kind == "d":
            return text
        return self._number(style, text)

    def _number(self, style: str, text: str) -> Any:
        """A number, or the moment that it stands for; what JSON has no number for stays text."""
        number = float(text)
        if not math.isfinite(number):
            return text
        if style and int(style) in self._date_styles:
            return self._date(number)
        return int(number) if number.is_integer() and abs(number) < _MAX_EXACT else number

    def _date(self, serial: float) -> Any:
        """A date, a date and time, or a time, in the ISO form; a serial that is no date stays a number."""
        try:
            found = self._moment(serial)
        except (OverflowError, ValueError):
            return serial
        if isinstance(found, timedelta):
            return found.total_seconds()
        if isinstance(found, datetime) and found.time() == time():
            return found.date().isoformat()
        return found.isoformat() if isinstance(found, datetime | date | time) else serial
