"""When two values are the same."""

from __future__ import annotations

from typing import Any

from django_jobkit.scans.extracting import Record


def changed_fields(before: Record, after: Record) -> list[str]:
    """The fields whose values differ, in the order in which `after` has them, then those that it lacks.

    A field that is missing has the value null, as in every table that is made of records.
    """
    names = dict.fromkeys([*after, *before])
    return [name for name in names if not is_same(before.get(name), after.get(name))]


def is_same(one: Any, other: Any) -> bool:
    """Whether these are the same JSON; 1 and 1.0 are, but true is not 1, though Python says so."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other)
