"""The extractor ``file``: the records of an uploaded file, part after part."""

from __future__ import annotations

from collections.abc import Iterator

from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.parts import unpack
from django_jobkit.files.position import Position
from django_jobkit.files.reading import Reading
from django_jobkit.files.records import read_package
from django_jobkit.scans.extracting import ScanContext
from django_jobkit.scans.extractors.file.limits import limits_of_scans
from django_jobkit.scans.registry import extractor


@extractor("file", options=FileOptions, takes_upload=True)
def read_file(options: FileOptions, scan: ScanContext) -> Iterator[Batch | Problem]:
    """The records of an uploaded CSV, TSV, JSON, NDJSON, XLSX or XML file, also inside gzip or zip.

    Format, encoding, delimiter, header and types are found out, unless the options say them.
    """
    with scan.open_upload() as file:
        limits = limits_of_scans()
        package = unpack(file, scan.upload_name, options.member, limits)
        total = file.seek(0, 2)

        def tell(reading: Reading) -> None:
            scan.report(file.tell(), total, f"Reading {reading.part.name}"[:200])

        yield from read_package(package, options, limits, Position.from_json(scan.cursor), tell)
