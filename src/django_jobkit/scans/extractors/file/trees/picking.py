"""Batches of the records that a picker finds in the events of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from django_jobkit.scans.extracting import Batch, Problem
from django_jobkit.scans.extractors.file.reading import Reading
from django_jobkit.scans.problems import ExtractionError

Records = list[dict[str, Any]]


class RecordPicker(Protocol):
    """Puts the records that events complete into `found`."""

    found: Records

    def pick(self, events: list[Any], offset: int, /) -> None:
        """Take the events of a block that ends at `offset`."""


def picked(
    reading: Reading,
    blocks: Iterator[tuple[list[Any], int]],
    picker: RecordPicker,
    finish: Callable[[Records, int], Records] = lambda records, _: records,
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
            yield from reading.batch(finish(some, at - most), at, size=offset - size)
            size = offset
        if failure is not None:
            if waiting:
                yield from reading.batch(finish(waiting, read - len(waiting)), read, size=offset - size)
            raise failure
    yield from reading.batch(finish(waiting, read - len(waiting)), max(read, done), size=offset - size)


def _found(
    blocks: Iterator[tuple[list[Any], int]], picker: RecordPicker
) -> Iterator[tuple[Records, int, ExtractionError | None]]:
    """The records of each block and where it ends; with the last of them what is wrong behind them."""
    failure: ExtractionError | None = None
    offset = 0
    while failure is None:
        try:
            block = next(blocks, None)
            if block is None:
                return
            offset = block[1]
            picker.pick(*block)
        except ExtractionError as error:
            failure = error
        found, picker.found = picker.found, []
        yield found, offset, failure
