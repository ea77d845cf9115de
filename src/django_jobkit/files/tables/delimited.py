"""Records out of CSV, TSV and their relatives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django_jobkit.files.errors import CellTooLarge, TooManyColumns
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.limits import Limits
from django_jobkit.files.notes import Notes
from django_jobkit.files.reading import Reading
from django_jobkit.files.tables.columns import convert_column
from django_jobkit.files.tables.layout import Layout, detect_layout
from django_jobkit.files.tables.rows import RowReader, Rows
from django_jobkit.files.tables.sample import take_sample
from django_jobkit.files.text.lines import Lines


def read_delimited(reading: Reading) -> Iterator[Batch | Problem]:
    """Every row as a record, typed by columns."""
    skip = 0
    if reading.position.layout is None:
        sample = take_sample(*reading.text(), reading.options, reading.limits, reading.part.name)
        reading.found(detect_layout(sample, reading.options, reading.limits, reading.notes).as_json())
        skip = sample.before
    layout = Layout.from_json(reading.position.layout or {})
    stream, encoding = reading.text_from_here()
    lines = Lines(stream, encoding, reading.limits, reading.notes, reading.position.line)
    rows = RowReader(lines, layout.dialect, reading.limits, skip=skip)
    table = _Table(layout, reading.options.null_set(), reading.limits, reading.notes)
    yield from reading.batch([], lines.offset, lines.line, lines.offset - reading.position.at)
    while found := rows.take(reading.limits.batch_records):
        records, starts = table.records(found)
        yield from reading.batch(records, lines.offset, lines.line, found.size, lines=starts)
        if table.failure:
            raise table.failure


class _Table:
    """Makes records of rows; what the rows cannot be is kept in `failure`, for after the rows before it."""

    def __init__(self, layout: Layout, nulls: frozenset[str], limits: Limits, notes: Notes) -> None:
        self._names = layout.names
        self._types = layout.types
        self._nulls = nulls
        self._limits = limits
        self._notes = notes
        self.failure: CellTooLarge | TooManyColumns | None = None

    def records(self, found: Rows) -> tuple[list[dict[str, Any]], list[int]]:
        """The records of some rows, and their lines; rows without a single cell that is filled are none."""
        rows, starts = found.cells, found.starts
        if not all(map(any, rows)):
            kept = [(row, start) for row, start in zip(rows, starts, strict=True) if any(row)]
            rows, starts = [row for row, _ in kept], [start for _, start in kept]
        if found.unterminated and rows:
            message = "The row has a quote that is never closed; everything behind it became one cell."
            self._notes.add("unterminated_quote", message, line=starts[-1])
        extras: dict[int, dict[str, Any]] = {}
        if set(map(len, rows)) - {len(self._names)}:
            rows = self._even(rows, starts, extras)
        if found.size > self._limits.cell_bytes:
            rows = self._without_huge(rows, starts)
        records = self._typed(rows, starts)
        for place, extra in extras.items():
            if place < len(records):
                records[place] |= extra
        return records, starts[: len(records)]

    def _typed(self, rows: list[list[str]], starts: list[int]) -> list[dict[str, Any]]:
        values = []
        for name, kind, column in zip(self._names, self._types, zip(*rows, strict=True), strict=False):

            def tell(place: int, cell: str, name: str = name, kind: str = kind.name) -> None:
                message = f"This is not of the type {kind} that the column has; it stays text."
                self._notes.add(f"cell_not_{kind}", message, line=starts[place], field=name, raw=cell)

            values.append(convert_column(column, kind, self._nulls, tell))
        return [dict(zip(self._names, cells, strict=True)) for cells in zip(*values, strict=True)]

    def _even(self, rows: list[list[str]], starts: list[int], extras: dict[int, dict[str, Any]]) -> list[list[str]]:
        """Every row as wide as the table: what is missing is null, what is too much goes into `extras`."""
        width = len(self._names)
        even = []
        for place, row in enumerate(rows):
            if len(row) > self._limits.columns:
                self.failure = TooManyColumns(
                    f"The row on line {starts[place]:,} has {len(row):,} cells: more columns than are read."
                )
                break
            if len(row) < width:
                self._notes.add(
                    "cells_missing", f"{len(row)} cells instead of {width}; the others are null.", line=starts[place]
                )
                row = [*row, *[""] * (width - len(row))]  # noqa: PLW2901 # it is the row from here on
            elif len(row) > width and (extra := self._extra(row)):
                extras[place] = extra
                told = f"{len(row)} cells instead of {width}; what is too much stands under {', '.join(extra)}."
                self._notes.add("extra_cells", told[:500], line=starts[place], raw=" ".join(extra.values()))
            even.append(row[:width])
        return even

    def _extra(self, row: list[str]) -> dict[str, str]:
        """The filled cells behind the last column, under names that no column has."""
        extra = {}
        for number, cell in enumerate(row[len(self._names) :], len(self._names) + 1):
            if cell and cell not in self._nulls:
                name = f"column_{number}"
                extra[name if name not in self._names else f"{name}_extra"] = cell
        return extra

    def _without_huge(self, rows: list[list[str]], starts: list[int]) -> list[list[str]]:
        most = self._limits.cell_bytes
        for place, row in enumerate(rows):
            if max(map(len, row)) > most:
                self.failure = CellTooLarge(
                    f"A cell of the row on line {starts[place]:,} is larger than {most:,} bytes."
                )
                return rows[:place]
        return rows


def _too_many(line: int, count: int) -> TooManyColumns:
    return TooManyColumns(f"The row on line {line:,} has {count:,} cells, more columns than are read; mend or drop it.")


def _too_large(line: int, most: int) -> CellTooLarge:
    return CellTooLarge(f"A cell of the row on line {line:,} is larger than {most:,} bytes; leave it out of the file.")
