"""Records out of XML: the elements that repeat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django_jobkit.files.errors import FileError, PathNotFound
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.reading import Reading
from django_jobkit.files.tables.cells import Misfit
from django_jobkit.files.tables.column_types import TEXT, ColumnType, detect_type, named_type
from django_jobkit.files.trees.picking import picked
from django_jobkit.files.trees.xml_events import Event, xml_events
from django_jobkit.files.trees.xml_paths import Census, Path
from django_jobkit.files.trees.xml_picker import Picker

#: Bytes from which the element and the types are found out; more of them as long as nothing repeats.
_SAMPLE = 512 * 1024
_SEARCHED = 4 * 1024 * 1024
_KNOWN_TO_PARSER = {"utf-8", "ascii"}


def read_xml(reading: Reading) -> Iterator[Batch | Problem]:
    """Every record element; on a later attempt those that were read are passed over."""
    if reading.position.layout is None:
        reading.found(_detect(reading))
    layout = reading.position.layout or {}
    types = {name: ColumnType(*kind) for name, kind in layout["types"].items()}
    picker = Picker(tuple(layout["element"]), reading.limits)
    yield from picked(reading, _events(reading), picker, lambda records, first: _typed(records, types, reading, first))
    if not picker.arrived:
        raise PathNotFound(f"There is no element <{layout['element'][-1]}>; look for the name of what repeats.")


def _events(reading: Reading) -> Iterator[tuple[list[Event], int]]:
    """The events of each block, and where it ends. The parser knows few encodings, so it gets UTF-8."""
    given = reading.options.encoding != "auto"
    if given or reading.position.encoding not in _KNOWN_TO_PARSER:
        stream, encoding = reading.utf8(), "utf-8"
    else:
        stream, encoding = reading.part.open(), None
    for events in xml_events(stream, reading.limits, encoding):
        yield events, stream.offset


def _detect(reading: Reading) -> dict[str, Any]:
    """The path to the record element, and the types of the fields that are text."""
    path = (reading.options.record,) if reading.options.record else _record_path(reading)
    picker = Picker(path, reading.limits)
    # What goes wrong is found again, and told, when the records before it were read.
    with suppress(FileError):
        for events, offset in _events(reading):
            picker.pick(events, offset)
            if offset > _SAMPLE:
                break
    return {"element": list(path), "types": _types(picker.found, reading)}


def _record_path(reading: Reading) -> Path:
    census = Census(reading.limits.depth)
    try:
        for events, offset in _events(reading):
            census.count(events)
            if offset > (_SAMPLE if census.repeats() else _SEARCHED):
                break
    except FileError:
        if not census.record_path():
            raise
    return census.record_path()


def _types(sample: list[dict[str, Any]], reading: Reading) -> dict[str, list[str]]:
    wanted, nulls = reading.options.types, reading.options.null_set()
    cells: dict[str, list[str]] = {}
    strange = set()
    for record in sample:
        for name, value in record.items():
            if isinstance(value, str):
                cells.setdefault(name, []).append(value)
            elif value is not None:
                strange.add(name)
    types: dict[str, list[str]] = {}
    for name, column in cells.items():
        column = [cell for cell in column if cell not in nulls]  # noqa: PLW2901 # the column without its nulls
        kind = TEXT
        if isinstance(wanted, dict) and name in wanted:
            kind = named_type(wanted[name], column)
        elif wanted != "text" and name not in strange:
            kind = detect_type(column)
        types[name] = [kind.name, kind.pattern]
    return types


def _typed(
    records: list[dict[str, Any]], types: dict[str, ColumnType], reading: Reading, first: int
) -> list[dict[str, Any]]:
    """The records with their texts as values; a text that does not fit stays one and becomes a problem."""
    nulls = reading.options.null_set()
    for number, record in enumerate(records, first + 1):
        for name, value in record.items():
            if not isinstance(value, str):
                continue
            kind = types.get(name, TEXT)
            convert = kind.convert
            if value in nulls:
                record[name] = None
            elif convert is not None:
                try:
                    record[name] = convert(value)
                except Misfit:
                    message = f"Record {number:,}: this is not of the type {kind.name}; it stays text."
                    reading.notes.add(f"cell_not_{kind.name}", message, field=name, raw=value)
    return records
