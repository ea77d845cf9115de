"""The platform ``file``: the questions of an uploaded file, row after row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from django.utils.timezone import get_default_timezone

from django_jobkit.files.errors import FileError
from django_jobkit.files.found import Batch
from django_jobkit.files.packing.parts import unpack
from django_jobkit.files.position import Position
from django_jobkit.files.reading import Reading
from django_jobkit.files.records import read_package
from django_jobkit.questions.importing.registry import platform
from django_jobkit.questions.importing.rows import ImportContext, ImportCursor, ImportYield
from django_jobkit.questions.platforms.file.limits import limits_of_imports
from django_jobkit.questions.platforms.file.mapping import no_title
from django_jobkit.questions.platforms.file.options import FileImportOptions
from django_jobkit.questions.platforms.file.source import RowsOfFile, Settled
from django_jobkit.questions.problems import PlatformError


@platform("file", options=FileImportOptions, takes_upload=True)
def read_file(options: FileImportOptions, context: ImportContext) -> Iterator[ImportYield]:
    """The questions in a CSV, TSV, JSON, NDJSON, XLSX or XML file, or in notes exported from Anki as plain text.

    Columns are known by their names, unless a mapping says what they are; format, encoding and header are found out.
    """
    try:
        yield from _read(options, context)
    except FileError as error:
        raise PlatformError(error.message, code=error.code, retry=error.retry, details=error.details) from error


def _read(options: FileImportOptions, context: ImportContext) -> Iterator[ImportYield]:
    limits = limits_of_imports()
    cursor: dict[str, Any] = context.cursor or {}
    with context.open_upload() as file:
        package = unpack(file, context.upload_name, options.file.member, limits)
        total = file.seek(0, 2)
        settled = Settled.of(package, options)
        source = RowsOfFile(settled, options, zone_for(options, context.owner), cursor.get("fields"))

        def tell(reading: Reading) -> None:
            context.report(file.tell(), total, f"Reading {reading.part.name}"[:200])

        position = Position.from_json(cursor.get("position"))
        for item in read_package(package, settled.file, limits, position, tell):
            if isinstance(item, Batch) and item.records:
                source.learn(item)
                if "title" not in source.mapping.fields.values():
                    raise no_title(list(source.columns))
            yield from source.rows(item)
            if isinstance(item, Batch):
                yield ImportCursor({"position": item.cursor, "fields": source.mapping.fields})


def zone_for(options: FileImportOptions, owner: Any) -> tzinfo:
    """In which zone the dates of the file are that name none."""
    from django_jobkit.questions.services.time_zones import zone_named, zone_of

    if options.time_zone is not None:
        return zone_named(options.time_zone) or get_default_timezone()
    return get_default_timezone() if owner is None else zone_of(owner)
