"""How long something took."""

from __future__ import annotations

import math
import re
from typing import Any

from django_jobkit.questions.platforms.values.unreadable import Unreadable, shown

_NUMBER = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(?:m|min|mins|minute|minutes)?\.?", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)
_HOURS = re.compile(
    r"([0-9]{1,5}(?:[.,][0-9]{1,3})?)\s*(?:h|hr|hrs|hour|hours)\.?"
    r"(?:\s*([0-9]{1,5})\s*(?:m|min|mins|minute|minutes)?\.?)?",
    re.ASCII | re.IGNORECASE,
)
_MOST = 10**9


def minutes_of(value: Any) -> int:
    """Whole minutes out of 45, "45 min", "1:30" (hours and minutes) or "1h 20m"; raises Unreadable."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _whole(value, value)
    text = value.strip() if isinstance(value, str) and len(value) < 100 else ""  # noqa: PLR2004 # more is no number
    if text.isascii() and text.isdecimal():
        return _whole(int(text), value)
    if found := _NUMBER.fullmatch(text):
        return _whole(_float(found[1]), value)
    if found := _CLOCK.fullmatch(text):
        return _whole(int(found[1]) * 60 + int(found[2]) + int(found[3] or 0) / 60, value)
    if found := _HOURS.fullmatch(text):
        return _whole(_float(found[1]) * 60 + int(found[2] or 0), value)
    raise _refused(value)


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _whole(minutes: float, value: Any) -> int:
    if not math.isfinite(minutes) or not 0 <= minutes < _MOST:
        raise _refused(value)
    return round(minutes)


def _refused(value: Any) -> Unreadable:
    return Unreadable(f"{shown(value)} is no number of minutes; write 45, 1:30 (hours and minutes) or 1h 30m.")
