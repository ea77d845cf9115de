"""The extractor ``file``: the records of an uploaded file, part after part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django_jobkit.scans.extracting import Batch, Problem, ScanContext
from django_jobkit.scans.extractors.file.errors import FileChanged
from django_jobkit.scans.extractors.file.limits import Limits
from django_jobkit.scans.extractors.file.notes import Notes
from django_jobkit.scans.extractors.file.options import FileOptions
from django_jobkit.scans.extractors.file.packing.parts import Package, unpack
from django_jobkit.scans.extractors.file.position import Position
from django_jobkit.scans.extractors.file.reader import look_into, reader_of
from django_jobkit.scans.extractors.file.reading import Reading
from django_jobkit.scans.registry import extractor

#: Is told of every batch, how far the upload is read.
Tell = Callable[[Reading], None]


@extractor("file", options=FileOptions, takes_upload=True)
def read_file(options: FileOptions, scan: ScanContext) -> Iterator[Batch | Problem]:
    """The records of an uploaded CSV, TSV, JSON, NDJSON, XLSX or XML file, also inside gzip or zip.

    Format, encoding, delimiter, header and types are found out, unless the options say them.
    """
    with scan.open_upload() as file:
        limits = Limits.now()
        package = unpack(file, scan.upload_name, options.member, limits)
        total = file.seek(0, 2)

        def tell(reading: Reading) -> None:
            scan.report(file.tell(), total, f"Reading {reading.part.name}"[:200])

        yield from read_package(package, options, limits, Position.from_json(scan.cursor), tell)


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
