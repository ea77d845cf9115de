"""What a task or a submit may ask for: lengths, ranges and moments."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from django_jobkit.conf import config

PRIORITY_LIMIT = 100
#: What a submit may want when an unfinished job holds its unique key.
CONFLICTS = ("reject", "return", "replace")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def option_error(name: str, value: Any) -> str | None:
    """What is wrong with the option `name` being `value`, in a sentence; None for nothing, and for None."""
    return None if value is None else _CHECKS[name](value)


def _text_of(limit: int) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        if not text.strip() or len(text) > limit:
            return f"Use 1 to {limit} characters."
        return "Control characters are not allowed." if _UNPRINTABLE.search(text) else None

    return check


def _between(number: float, least: float, most: float) -> str | None:
    return None if least <= number <= most else f"Use a number from {least} to {most}."


_CHECKS: dict[str, Callable[[Any], str | None]] = {
    "name": _text_of(200),
    "queue": _text_of(100),
    "unique_key": _text_of(200),
    "priority": lambda number: _between(number, -PRIORITY_LIMIT, PRIORITY_LIMIT),
    "max_attempts": lambda number: _between(number, 1, config.MAX_ATTEMPTS_LIMIT),
    "timeout": lambda number: _between(number, 0.001, config.TIMEOUT_LIMIT),
    "on_conflict": lambda choice: None if choice in CONFLICTS else f"Choose one of {', '.join(CONFLICTS)}.",
    "run_after": lambda moment: "Give a time zone." if timezone.is_naive(moment) else None,
}

#: The names there are rules for.
OPTIONS = tuple(_CHECKS)
