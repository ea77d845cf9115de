"""Values that nobody can make sense of."""

from __future__ import annotations

from typing import Any

_SHOWN = 40


class Unreadable(ValueError):
    """A value that cannot be understood; its texts say what could be, for whoever wrote the value."""


def shown(value: Any) -> str:
    """`value` as it is quoted in a message, cut to a bounded length."""
    text = str(value)
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
