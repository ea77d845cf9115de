"""Batches of the records that a picker finds in the events of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from django_jobkit.files.errors import FileError
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.reading import Reading

Records = list[dict[str, Any]]
Finish = Callable[[Records, int], Records]


class RecordPicker(Protocol):
    """Puts the records that events complete into `found`."""

    found: Records

    def pick(self, events: list[Any], offset: int, /) -> None:
        """Take the events of a block that ends at `offset`."""


def picked(
    reading: Reading,
    blocks: Iterator[tuple[list[Any], int]],
    picker: RecordPicker,
    finish: Finish = lambda records, _: records,
) -> Iterator[Batch | Problem]:
    """The records behind those of earlier attempts; what goes wrong is raised when all before it was given.

    `finish` gets the records of a batch and how many came before them.
    """
    most, done, read, size, offset = reading.limits.batch_records, reading.position.at, 0, 0, 0
    waiting: Records = []
    for found, offset, failure in _found(blocks, picker):
        waiting += found[max(0, done - read) :]
        read += len(found)
        while len(waiting) >= most:
            some, waiting = waiting[:most], waiting[most:]
            at = read - len(waiting)
            yield from _batch(reading, some, at, offset - size, finish)
            size = offset
        if failure is not None:
            if waiting:
                yield from _batch(reading, waiting, read, offset - size, finish)
            raise failure
    yield from _batch(reading, waiting, max(read, done), offset - size, finish)


def _batch(reading: Reading, records: Records, read: int, size: int, finish: Finish) -> Iterator[Batch | Problem]:
    first = read - len(records)
    yield from reading.batch(finish(records, first), read, size=size, lines=range(first + 1, read + 1))


def _found(
    blocks: Iterator[tuple[list[Any], int]], picker: RecordPicker
) -> Iterator[tuple[Records, int, FileError | None]]:
    """The records of each block and where it ends; with the last of them what is wrong behind them."""
    failure: FileError | None = None
    offset = 0
    while failure is None:
        try:
            block = next(blocks, None)
            if block is None:
                return
            offset = block[1]
            picker.pick(*block)
        except FileError as error:
            failure = error
        found, picker.found = picker.found, []
        yield found, offset, failure
