"""The rows of a sheet, one after the other, however large the sheet says it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django_jobkit.files.errors import (
    CellTooLarge,
    FileError,
    LineTooLong,
    TooManyColumns,
    TooManyRows,
    WorkbookDamaged,
)
from django_jobkit.files.limits import Limits
from django_jobkit.files.notes import Notes
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.sheets.cells import CellError, CellReader
from django_jobkit.files.trees.xml_events import xml_events

#: Rows that a sheet can have.
_MOST_ROWS = 1_048_576
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,9}")

#: The number of a row, from 1, and its values by column, from 0. Cells without a value are not there.
Row = tuple[int, dict[int, Any]]


class RowCollector:
    """Puts rows together out of the events of a sheet; rows and cells that are not there cost nothing."""

    def __init__(self, cells: CellReader, limits: Limits, notes: Notes) -> None:
        self._cells = cells
        self._limits = limits
        self._notes = notes
        self._row = 0
        self._column = -1
        self._values: dict[int, Any] = {}
        self._kind, self._style = "n", ""
        self._text: list[str] = []
        self._size = 0
        self._row_size = 0
        self._in_text = False
        self.found: list[Row] = []

    def collect(self, events: list[tuple[str, str, dict[str, str]]]) -> None:
        """Take some events; `found` has the rows that they complete."""
        for kind, name, attributes in events:
            if kind == "data":
                if self._in_text:
                    self._add(name)
            elif name in {"v", "t"}:
                self._in_text = kind == "start"
            elif kind == "start":
                self._start(name, attributes)
            elif name == "c":
                self._end_cell()
            elif name == "row" and self._values:
                self.found.append((self._row, self._values))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = _column(reference[1]) if reference else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._text, self._size = [], 0
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdigit() and len(number) < 10 else self._row + 1  # noqa: PLR2004
            if self._row > _MOST_ROWS:
                raise TooManyRows(
                    f"The sheet goes on behind row {_MOST_ROWS:,}, the last a sheet can have; save it as CSV."
                )
            self._column, self._values, self._row_size = -1, {}, 0

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._size += len(text)
        if self._size > self._limits.cell_bytes:
            raise CellTooLarge(f"A cell of row {self._row:,} is larger than {self._limits.cell_bytes:,} bytes.")

    def _end_cell(self) -> None:
        if not self._text:
            return
        if self._column >= self._limits.columns:
            raise TooManyColumns(
                f"Row {self._row:,} has a value in column {self._column + 1:,} and at most {self._limits.columns:,} "
                "columns are read; clear what stands beside the table."
            )
        text = "".join(self._text)
        try:
            value = self._cells.value(self._kind, self._style, text)
        except CellError:
            message = f"Column {self._column + 1}: the formula has an error instead of a value; it is null."
            self._notes.add("cell_error", message, line=self._row, raw=text)
            return
        except ValueError as error:
            raise WorkbookDamaged(f"Row {self._row:,} has a cell that is no number and says it is one.") from error
        if value in {None, ""}:
            return
        self._values[self._column] = value
        # A text is shared by any number of cells, so that a small sheet may make huge records.
        self._row_size += len(value) if isinstance(value, str) else 8
        if self._row_size > self._limits.line_bytes:
            raise LineTooLong(f"Row {self._row:,} has more than {self._limits.line_bytes:,} bytes of text.")


def sheet_rows(stream: Stream, cells: CellReader, limits: Limits, notes: Notes) -> Iterator[list[Row]]:
    """The rows with values, many at a time; what is wrong is raised when all rows before it were given."""
    collector = RowCollector(cells, limits, notes)
    for events in xml_events(stream, limits):
        failure: FileError | None = None
        try:
            collector.collect(events)
        except FileError as error:
            failure = error
        found, collector.found = collector.found, []
        yield found
        if failure is not None:
            raise failure


def _column(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
