"""XML as a stream of events, a block of the file at a time; document types and entities are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.files.errors import FileError, RecordTooLarge, TooManyColumns, XmlDamaged, XmlForbidden
from django_jobkit.files.limits import Limits
from django_jobkit.files.packing.streams import Stream

#: A name with attributes (start), a name (end), or text (data).
Event = tuple[str, str, dict[str, str]]
_BLOCK = 64 * 1024
#: Different names of elements and attributes, each of which the parser remembers.
_MAX_NAMES = 10_000
_NONE: dict[str, str] = {}


class _Collector:
    """What the parser tells, as a list."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._names: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        named = {self._local(name): value for name, value in attributes.items()} if attributes else _NONE
        self.events.append(("start", self._local(tag), named))

    def end(self, tag: str) -> None:
        """An element ends."""
        self.events.append(("end", self._names[tag], _NONE))

    def data(self, text: str) -> None:
        """Some of the text of an element."""
        self.events.append(("data", text, _NONE))

    def close(self) -> None:
        """The document ends."""

    def _local(self, name: str) -> str:
        """The name without its namespace."""
        if name not in self._names:
            if len(self._names) >= _MAX_NAMES:
                raise TooManyColumns(
                    f"The XML has more than {_MAX_NAMES:,} different names of elements and attributes."
                )
            self._names[name] = name.rpartition("}")[2]
        return self._names[name]


class _Parser:
    """The hardened parser, its errors in our words."""

    def __init__(self, encoding: str | None) -> None:
        try:
            from defusedxml.common import DefusedXmlException
            from defusedxml.ElementTree import DefusedXMLParser, ParseError
        except ImportError as error:
            raise ExtraMissing("files") from error
        self._forbidden: type[Exception] = DefusedXmlException
        self._damaged: tuple[type[Exception], ...] = (ParseError, ValueError, LookupError)
        self._collector = _Collector()
        self._parser: Any = DefusedXMLParser(target=self._collector, encoding=encoding, forbid_dtd=True)

    def feed(self, data: bytes) -> FileError | None:
        """Take a block, or the end (no bytes); what is wrong is given, for there may be events before it."""
        try:
            if data:
                self._parser.feed(data)
            else:
                self._parser.close()
        except FileError as error:
            return error
        except self._forbidden:
            return XmlForbidden()
        except self._damaged as error:
            return XmlDamaged(f"The XML is not well-formed: {error}."[:300])
        return None

    def take(self) -> list[Event]:
        """The events since the last time."""
        found, self._collector.events = self._collector.events, []
        return found


def xml_events(stream: Stream, limits: Limits, encoding: str | None = None) -> Iterator[list[Event]]:
    """The events of each block; raises XmlDamaged and XmlForbidden, after all events before were given."""
    parser = _Parser(encoding)
    silent = 0
    while True:
        data = stream.read(_BLOCK)
        failure = parser.feed(data)
        found = parser.take()
        yield found
        if failure is not None:
            raise failure
        if not data:
            return
        # Where nothing was said, a tag or a comment goes on, and the parser holds it.
        silent = 0 if found else silent + len(data)
        if silent > limits.line_bytes:
            raise RecordTooLarge(f"A tag or a comment is larger than {limits.line_bytes:,} bytes.")
