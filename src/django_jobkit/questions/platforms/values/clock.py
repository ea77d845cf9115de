"""Times of day, and months by name."""

from __future__ import annotations

import re
from datetime import time

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?\s*(?:([ap])\.?m\.?)?", re.ASCII)
_NOON = 12
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTHS = {name: number for names in (_MONTHS, _FULL, ("",) * 8 + ("sept",)) for number, name in enumerate(names, 1)}


def time_of(text: str) -> time:
    """The time that `text` (in small letters) says, with or without am and pm; midnight where it says nothing.

    Raises ValueError.
    """
    if not text:
        return time()
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("This is no time.")
    hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), found[4]
    if half and not 1 <= hour <= _NOON:
        raise ValueError("This is no time.")
    if half:
        hour = hour % _NOON + _NOON * (half == "p")
    return time(hour, minute, second)
