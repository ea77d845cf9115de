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
        #: How many records these are, where that is known before they are read.
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
        return filter(None, iter(self._stored))


class ChosenContent(Content):
    """Records or fields that somebody chose."""

    def __init__(self, columns: Sequence[Column], chosen: Iterable[Sequence[Record]], count: int | None = None) -> None:
        super().__init__(columns, count)
        self._chosen = chosen

    def batches(self) -> Iterator[Sequence[Record]]:
        """The records as they were given."""
        return filter(None, iter(self._chosen))

    def lines(self) -> Iterator[bytes]:
        """The records, written anew."""
        return (b"".join(map(dump_line, batch)) for batch in self.batches())


def narrowed(batches: Iterable[Sequence[Record]], names: Sequence[str]) -> Iterator[Sequence[Record]]:
    """The same records with the fields `names` alone, in this order; a field that is missing stays missing."""
    for batch in batches:
        yield [{name: record[name] for name in names if name in record} for record in batch]
