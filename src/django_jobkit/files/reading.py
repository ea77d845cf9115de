"""One part of an upload while it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django_jobkit.files.found import Batch, Problem, Record
from django_jobkit.files.limits import Limits
from django_jobkit.files.notes import Notes
from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.parts import Part
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.position import Position
from django_jobkit.files.text.decoded import text_stream


@dataclass
class Reading:
    """What every format's reader holds: the part, how it is to be read, and where the reading stands."""

    part: Part
    options: FileOptions
    limits: Limits
    notes: Notes
    position: Position
    #: Says how far the file is read, where that takes long before there is a batch; raises when it should stop.
    tell: Callable[[Reading], None]

    def text(self) -> tuple[Stream, str]:
        """The bytes of the text from its beginning, without a byte order mark, and their encoding."""
        return text_stream(self.part.open(), self.position.encoding)

    def utf8(self) -> Stream:
        """The text from its beginning, as UTF-8 whatever it is in."""
        return text_stream(self.part.open(), self.position.encoding, as_utf8=True)[0]

    def text_from_here(self) -> tuple[Stream, str]:
        """Likewise from the position on, which counts bytes."""
        stream, encoding = self.text()
        if self.position.at > stream.offset:
            stream.skip(self.position.at - stream.offset)
        return stream, encoding

    def found(self, layout: dict[str, Any]) -> None:
        """Keep what was found out about the part."""
        self.position = replace(self.position, layout=layout)

    def batch(
        self, records: Sequence[Record], at: int, line: int = 0, size: int = 0, *, lines: Sequence[int] = ()
    ) -> Iterator[Batch | Problem]:
        """The problems so far and `records`, behind which the part goes on at `at`; `size` bytes were read for them."""
        problems = self.notes.take()
        self.position = self.position.moved(at, line, self.notes.told)
        yield from problems
        yield Batch(records, cursor=self.position.as_json(), bytes=size, lines=lines)
