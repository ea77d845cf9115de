"""The records of an opened file, part after part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django_jobkit.files.errors import FileChanged
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.limits import Limits
from django_jobkit.files.notes import Notes
from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.parts import Package
from django_jobkit.files.position import Position
from django_jobkit.files.reader import look_into, reader_of
from django_jobkit.files.reading import Reading

#: Is told of every batch, how far the file is read.
Tell = Callable[[Reading], None]


def read_package(
    package: Package, options: FileOptions, limits: Limits, position: Position, tell: Tell
) -> Iterator[Batch | Problem]:
    """The records of all parts from `position` on, with problems before the batch they belong to."""
    notes = Notes(dict(position.told))
    if position.part > len(package.parts):
        raise FileChanged
    if position == Position():
        _tell_left_out(package, notes)
    for number in range(position.part, len(package.parts)):
        part = package.parts[number]
        if number != position.part:
            position = Position(part=number, format=position.format)
        reading = Reading(part, options, limits, notes, position, tell)
        look_into(reading)
        for item in reader_of(reading)(reading):
            if isinstance(item, Batch):
                tell(reading)
            yield item
        position = replace(reading.position, told=notes.told)
    yield from notes.take()


def _tell_left_out(package: Package, notes: Notes) -> None:
    for name in package.left_out:
        notes.add(
            "member_skipped", "This file of the archive is not read; name it as `member` if it should be.", raw=name
        )
