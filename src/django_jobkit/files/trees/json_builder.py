"""A JSON value put together from events."""

from __future__ import annotations

from typing import Any

from django_jobkit.files.errors import NestedTooDeep


class Builder:
    """Builds one value at a time; `value` is it when `add` says so."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._open: list[Any] = []
        self._keys: list[str] = []
        self.value: Any = None

    def add(self, kind: str, value: Any) -> bool:
        """Take an event, and answer whether the value is complete."""
        if kind == "map_key":
            self._keys[-1] = value
            return False
        if kind in {"end_map", "end_array"}:
            self.value = self._open.pop()
            self._keys.pop()
            return not self._open
        if kind in {"start_map", "start_array"}:
            self._begin({} if kind == "start_map" else [])
            return False
        return self._put(value)

    def _begin(self, container: Any) -> None:
        self._put(container)
        self._open.append(container)
        self._keys.append("")
        if len(self._open) > self._depth:
            raise NestedTooDeep(f"A record is nested deeper than {self._depth} levels; save it flatter.")

    def _put(self, value: Any) -> bool:
        if not self._open:
            self.value = value
            return True
        inside = self._open[-1]
        if isinstance(inside, dict):
            inside[self._keys[-1]] = value
        else:
            inside.append(value)
        return False
