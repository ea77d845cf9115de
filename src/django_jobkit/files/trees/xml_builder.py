"""An XML element as a JSON value."""

from __future__ import annotations

from typing import Any

from django_jobkit.files.trees.xml_events import Event


class ElementBuilder:
    """Builds the value of one element at a time, out of its events.

    Attributes are fields with an @ before their name, elements of one name are a list, text beside them is ``#text``;
    an element with nothing but text is that text, and an empty one is null.
    """

    def __init__(self) -> None:
        #: The open elements: name, fields, pieces of text.
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.record: dict[str, Any] = {}

    @property
    def is_open(self) -> bool:
        """Whether an element is being built."""
        return bool(self._open)

    def add(self, event: Event) -> bool:
        """Take an event, and answer whether the outermost element is complete; it is in `record` then."""
        kind, text, attributes = event
        if kind == "data":
            self._open[-1][2].append(text)
            return False
        if kind == "start":
            self._open.append((text, {f"@{name}": value for name, value in attributes.items()}, []))
            return False
        name, fields, pieces = self._open.pop()
        value = _value(fields, "".join(pieces).strip())
        if self._open:
            _put(self._open[-1][1], name, value)
            return False
        self.record = value if isinstance(value, dict) else {name: value}
        return True


def _value(fields: dict[str, Any], text: str) -> Any:
    if not fields:
        return text or None
    if text:
        fields["#text"] = text
    return fields


def _put(fields: dict[str, Any], name: str, value: Any) -> None:
    if name not in fields:
        fields[name] = value
    elif isinstance(fields[name], list):
        fields[name].append(value)
    else:
        fields[name] = [fields[name], value]
