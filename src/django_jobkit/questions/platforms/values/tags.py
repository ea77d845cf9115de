"""The names of tags out of one cell."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django_jobkit.questions.platforms.values.unreadable import Unreadable, shown

#: Tried in this order; a comma may be part of a name where another of them parts the names.
_SEPARATORS = ("\n", ";", "|", ",")
_MAX_JSON = 100_000


def tags_of(value: Any, separator: str = "auto") -> tuple[str, ...]:
    """The names in `value`, a text or a list of names or of objects that have a name, each once; raises Unreadable."""
    if isinstance(value, list):
        return _unique(map(_name, value))
    if not isinstance(value, str):
        return _unique([_name(value)])
    text = value.strip()
    if separator == "auto" and text.startswith("[") and (listed := _json_list(text)) is not None:
        return _unique(map(_name, listed))
    if separator == " ":
        return _unique(text.split())
    mark = separator if separator != "auto" else next((mark for mark in _SEPARATORS if mark in text), None)
    return _unique(text.split(mark) if mark else [text])


def _json_list(text: str) -> list[Any] | None:
    try:
        found = json.loads(text) if len(text) <= _MAX_JSON else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _name(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise Unreadable(f"{shown(value)} is no name of a tag; write the names with ',' or ';' between them, or as a list.")


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for given in names if (name := " ".join(given.split()))))
