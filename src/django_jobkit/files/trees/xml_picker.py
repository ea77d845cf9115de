"""Picks the records out of the events of XML."""

from __future__ import annotations

from typing import Any

from django_jobkit.files.errors import NestedTooDeep, RecordTooLarge
from django_jobkit.files.limits import Limits
from django_jobkit.files.trees.xml_builder import ElementBuilder
from django_jobkit.files.trees.xml_events import Event


class Picker:
    """Builds every element that is a record: by the names on the way to it, or by its own name alone."""

    def __init__(self, path: tuple[str, ...], limits: Limits) -> None:
        self._path = list(path)
        self._limits = limits
        self._open: list[str] = []
        self._builder = ElementBuilder()
        self._began = 0
        self.found: list[dict[str, Any]] = []
        self.arrived = False

    def pick(self, events: list[Event], offset: int) -> None:
        """Put what `events` complete into `found`; they were read up to `offset`."""
        for event in events:
            kind, name, _ = event
            if kind == "start":
                self._start(name, offset)
            elif kind == "end":
                self._open.pop()
            if self._builder.is_open or (kind == "start" and self._is_record()):
                self.arrived = True
                if self._builder.add(event):
                    self.found.append(self._builder.record)
        if self._builder.is_open and offset - self._began > self._limits.line_bytes:
            raise RecordTooLarge(
                f"The record <{self._path[-1]}> is larger than {self._limits.line_bytes:,} bytes, which is the most "
                "that is read; name the element that repeats inside it as `record`."
            )

    def _start(self, name: str, offset: int) -> None:
        self._open.append(name)
        if len(self._open) > self._limits.depth:
            raise NestedTooDeep(f"The XML is nested deeper than {self._limits.depth} levels; save it flatter.")
        if not self._builder.is_open:
            self._began = offset

    def _is_record(self) -> bool:
        return self._open == self._path if len(self._path) > 1 else self._open[-1:] == self._path
