"""How deep a JSON value is nested."""

from __future__ import annotations

from typing import Any


def is_deeper(value: Any, most: int) -> bool:
    """Whether `value` is nested deeper than `most` levels; found without going deeper than that."""
    level = [value]
    for _ in range(most + 1):
        level = [found for item in level for found in _inside(item)]
        if not level:
            return False
    return True


def _inside(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return [found for found in item.values() if isinstance(found, dict | list)]
    if isinstance(item, list):
        return [found for found in item if isinstance(found, dict | list)]
    return []
