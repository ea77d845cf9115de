"""Records out of a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from django_jobkit.files.errors import FileError
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.packing.budget import Budget
from django_jobkit.files.reading import Reading
from django_jobkit.files.sheets.cells import CellReader
from django_jobkit.files.sheets.layout import cell_text, converted, detect_sheet_layout
from django_jobkit.files.sheets.rows import Row, sheet_rows
from django_jobkit.files.sheets.shared_strings import SharedStrings
from django_jobkit.files.sheets.workbook import Workbook
from django_jobkit.files.tables.cells import Misfit
from django_jobkit.files.tables.column_types import ColumnType

_SAMPLE = 200


def read_workbook(reading: Reading) -> Iterator[Batch | Problem]:
    """Every row of the sheet that has a value; on a later attempt those that were read are passed over."""
    with ExitStack() as closing:
        file = reading.part.whole()
        if file is not reading.part.file:
            closing.enter_context(file)
        size = file.seek(0, 2)
        workbook = Workbook(file, reading.limits, reading.part.narrow(Budget(reading.limits, size)))
        strings = SharedStrings(reading.limits, lambda: reading.tell(reading))
        closing.callback(strings.close)
        workbook.load(strings)
        cells = CellReader(strings, workbook.date_styles(), from_1904=workbook.from_1904)
        wanted = (reading.position.layout or {}).get("sheet", reading.options.sheet)
        sheet = workbook.sheet(wanted)

        def rows() -> Iterator[tuple[list[Row], int]]:
            stream = workbook.stream(sheet.path)
            for found in sheet_rows(stream, cells, reading.limits, reading.notes):
                # A sheet may go on for long without a row that has values, or with rows that were read before.
                reading.tell(reading)
                yield [row for row in found if row[0] > reading.options.skip_rows], stream.offset

        if reading.position.layout is None:
            sample = _sample(rows())
            reading.notes.forget()
            layout = detect_sheet_layout(sample, reading.options, reading.notes) if sample else _EMPTY
            reading.found({"sheet": sheet.name, "sheets": [found.name for found in workbook.sheets][:200], **layout})
        yield from _batches(reading, rows())


_EMPTY: dict[str, Any] = {"header": False, "columns": [], "names": [], "types": [], "shown_types": [], "skip": 0}


def _sample(blocks: Iterator[tuple[list[Row], int]]) -> list[Row]:
    """The first rows; what is wrong in them is told when they are read."""
    sample: list[Row] = []
    try:
        for rows, _ in blocks:
            sample += rows
            if len(sample) >= _SAMPLE:
                break
    except FileError:
        if not sample:
            raise
    return sample[:_SAMPLE]


def _batches(reading: Reading, blocks: Iterator[tuple[list[Row], int]]) -> Iterator[Batch | Problem]:
    table = _Table(reading)
    done = max(reading.position.at, table.skip)
    read, before, weight, line = 0, 0, 0, reading.position.line
    records: list[dict[str, Any]] = []
    lines: list[int] = []
    for rows, offset, failure in _until_failure(blocks):
        for row in rows:
            read += 1
            if read <= done:
                continue
            line = row[0]
            records.append(table.record(row))
            lines.append(line)
            weight += sum(len(value) for value in row[1].values() if isinstance(value, str))
            if len(records) >= reading.limits.batch_records or weight > reading.limits.batch_bytes:
                yield from reading.batch(records, read, line, offset - before, lines=lines)
                records, lines, before, weight = [], [], offset, 0
        if failure is not None or not rows:
            yield from reading.batch(records, max(read, done), line, offset - before, lines=lines)
            records, lines, before, weight = [], [], offset, 0
        if failure is not None:
            raise failure


def _until_failure(
    blocks: Iterator[tuple[list[Row], int]],
) -> Iterator[tuple[list[Row], int, FileError | None]]:
    """The blocks; with an empty one at the end, which has what is wrong behind the others."""
    offset = 0
    try:
        for rows, offset in blocks:
            if rows:
                yield rows, offset, None
    except FileError as error:
        yield [], offset, error
        return
    yield [], offset, None


class _Table:
    """Makes records of the rows of a sheet."""

    def __init__(self, reading: Reading) -> None:
        layout = reading.position.layout or _EMPTY
        self.skip: int = layout["skip"]
        self._names: list[str] = layout["names"]
        self._types = [ColumnType(*kind) for kind in layout["types"]]
        self._columns: list[int] = layout["columns"]
        self._known = set(self._columns)
        self._nulls = reading.options.null_set()
        self._notes = reading.notes

    def record(self, row: Row) -> dict[str, Any]:
        """The record of a row; a value where no column is stands under a name of its own."""
        line, values = row
        record = {
            name: self._value(values.get(column), kind, name, line)
            for name, kind, column in zip(self._names, self._types, self._columns, strict=True)
        }
        if not self._known.issuperset(values):
            for column in sorted(set(values) - self._known):
                name = f"column_{column + 1}"
                name = name if name not in record else f"{name}_extra"
                record[name] = values[column]
                message = f"There is no column {column + 1} in the table; the value stands under {name}."
                self._notes.add("extra_cells", message, line=line, raw=cell_text(values[column]))
        return record

    def _value(self, value: Any, kind: ColumnType, name: str, line: int) -> Any:
        if isinstance(value, str) and value in self._nulls:
            return None
        try:
            return converted(value, kind)
        except Misfit:
            message = f"This is not of the type {kind.name} that the column has; it stays text."
            self._notes.add(f"cell_not_{kind.name}", message, line=line, field=name, raw=cell_text(value))
            return cell_text(value)
