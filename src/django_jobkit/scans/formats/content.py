"""What is written: records on their way out, as lines or parsed, whichever a format asks for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django_jobkit.scans.extracting import Record
from django_jobkit.scans.store.codec import dump_line, load_lines


@dataclass(frozen=True, slots=True)
class Column:
    """A name, and the types of the values under it: integer, number, boolean, text, object, array."""

    name: str
    types: frozenset[str] = frozenset()


class Content(ABC):
    """Records of one scan, to be gone through once."""

    def __init__(self, columns: Sequence[Column], count: int | None = None) -> None:
        #: In the order in which a table shows them.
        self.columns = columns
        #: How many records these are, where that is known before they are read; a scan that runs may have more by then,
        #: which the columns do not know of, and which are left out.
        self.count = count

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    @abstractmethod
    def batches(self) -> Iterator[Sequence[Record]]:
        """The records, some at a time."""

    @abstractmethod
    def lines(self) -> Iterator[bytes]:
        """The records as NDJSON, some at a time; every piece ends with a newline."""


class StoredContent(Content):
    """All records with all their fields, as they are stored; as lines they are not even parsed."""

    def __init__(self, columns: Sequence[Column], stored: Iterable[bytes], count: int | None = None) -> None:
        super().__init__(columns, count)
        self._stored = stored

    def batches(self) -> Iterator[Sequence[Record]]:
        """The records, as many at a time as are stored together."""
        return map(load_lines, self.lines())

    def lines(self) -> Iterator[bytes]:
        """The lines, untouched."""
        pieces = filter(None, iter(self._stored))
        return pieces if self.count is None else _first_lines(pieces, self.count)


class ChosenContent(Content):
    """Records or fields that somebody chose."""

    def __init__(self, columns: Sequence[Column], chosen: Iterable[Sequence[Record]], count: int | None = None) -> None:
        super().__init__(columns, count)
        self._chosen = chosen

    def batches(self) -> Iterator[Sequence[Record]]:
        """The records as they were given."""
        batches = filter(None, iter(self._chosen))
        return batches if self.count is None else _first_records(batches, self.count)

    def lines(self) -> Iterator[bytes]:
        """The records, written anew."""
        return (b"".join(map(dump_line, batch)) for batch in self.batches())


def _first_lines(pieces: Iterator[bytes], count: int) -> Iterator[bytes]:
    for lines in pieces:
        found = lines.count(b"\n")
        if found >= count:
            yield b"".join(lines.splitlines(keepends=True)[:count])
            return
        yield lines
        count -= found


def _first_records(batches: Iterator[Sequence[Record]], count: int) -> Iterator[Sequence[Record]]:
    for batch in batches:
        if len(batch) >= count:
            yield batch[:count]
            return
        yield batch
        count -= len(batch)
