"""Records out of JSON: the items of an array wherever it is, or a single object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django_jobkit.files.errors import PathNotFound, RecordTooLarge
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.limits import Limits
from django_jobkit.files.reading import Reading
from django_jobkit.files.trees.json_builder import Builder
from django_jobkit.files.trees.json_events import Event, json_events
from django_jobkit.files.trees.json_paths import find_path
from django_jobkit.files.trees.json_walk import Walk
from django_jobkit.files.trees.picking import picked


def read_json(reading: Reading) -> Iterator[Batch | Problem]:
    """Every item of the array as a record; on a later attempt those that were read are passed over."""
    if reading.position.layout is None:
        given = reading.options.path
        path = find_path(reading.utf8(), reading.limits) if given is None else given
        reading.found({"path": path})
    path = (reading.position.layout or {})["path"]
    picker = _Picker(path, reading.limits)
    yield from picked(reading, _events(reading), picker)
    if not picker.arrived:
        raise PathNotFound(f"There is nothing at the path {path!r}; look for the names on the way to the records.")


def _events(reading: Reading) -> Iterator[tuple[list[Event], int]]:
    stream = reading.utf8()
    for events in json_events(stream, reading.limits):
        yield events, stream.offset


class _Picker:
    """Picks the records out of the events."""

    def __init__(self, path: str, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._walk = Walk(limits.depth)
        self._builder = Builder(limits.depth)
        #: How many objects and arrays are open around the items of the array; 0: outside of it.
        self._level = 0
        self._building = False
        #: Where the block ended in which the record began that is being built, and where the present one ends.
        self._began = 0
        self._now = 0
        self.found: list[dict[str, Any]] = []
        #: Whether the path was there at all.
        self.arrived = False

    def pick(self, events: list[Event], offset: int) -> None:
        """Put what `events` complete into `found`; they were read up to `offset`."""
        self._now = offset
        for kind, value in events:
            if self._building:
                if self._builder.add(kind, value):
                    self._complete()
            elif not self._is_begun(kind, value):
                self._walk.step(kind, value)
        if self._building and offset - self._began > self._limits.line_bytes:
            raise RecordTooLarge(
                f"A record is larger than {self._limits.line_bytes:,} bytes, which is the most that is read; "
                "name what repeats inside it as `path`."
            )

    def _is_begun(self, kind: str, value: Any) -> bool:
        """Whether the event begins a record, or is one."""
        walk = self._walk
        if kind in {"map_key", "end_map", "end_array"}:
            if self._level and walk.level == self._level and kind == "end_array":
                self._level = 0
            return False
        inside = bool(self._level) and walk.level == self._level
        if not inside and not self._level and walk.path() == self._path:
            self.arrived = True
            if kind == "start_array":
                self._level = walk.level + 1
                return False
            inside = True
        if inside:
            self._building, self._began = not self._builder.add(kind, value), self._now
            if not self._building:
                self._complete()
        return inside

    def _complete(self) -> None:
        value, self._building = self._builder.value, False
        self.found.append(value if isinstance(value, dict) else {"value": value})
