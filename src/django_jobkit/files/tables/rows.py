"""Rows out of lines, many at a time, within the bounds of cells and rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django_jobkit.files.errors import CellTooLarge, FileError, LineTooLong
from django_jobkit.files.limits import Limits
from django_jobkit.files.packing.streams import BLOCK
from django_jobkit.files.tables.delimiters import Dialect, allow_cells
from django_jobkit.files.text.lines import Lines


@dataclass
class Rows:
    """Some rows; `starts` are the lines of the file that each begins on, counted from 1."""

    cells: list[list[str]]
    starts: list[int]
    lines: int
    #: Bytes of all of them together, which no single cell can exceed.
    size: int
    #: Whether the file ends in the middle of the last one, in a quote that is not closed.
    unterminated: bool = False


class RowReader:
    """Reads rows, blank ones included; what goes wrong in the middle is raised when all before it was given."""

    def __init__(self, lines: Lines, dialect: Dialect, limits: Limits, *, skip: int = 0) -> None:
        allow_cells(limits.cell_bytes)
        self._lines = lines
        self._limits = limits
        self._last = ""
        texts = chain.from_iterable(self._blocks())
        lines.release(sum(1 for _ in islice(texts, skip)))
        self._reader = dialect.reader(texts)
        self._failure: FileError | None = None

    def take(self, most: int) -> Rows | None:
        """The next rows, at most so many; None at the end."""
        if self._failure is not None:
            raise self._failure
        offset, above = self._lines.offset, self._lines.line - self._reader.line_num
        rows: list[list[str]] = []
        ends = [self._reader.line_num]
        self._gather(rows, ends, most)
        if not rows:
            if self._failure is not None:
                raise self._failure
            return None
        count = ends[-1] - ends[0]
        self._lines.release(count)
        found = Rows(rows, [above + end + 1 for end in ends[:-1]], count, self._lines.offset - offset)
        found.unterminated = self._is_unterminated(found)
        return found

    def _gather(self, rows: list[list[str]], ends: list[int], most: int) -> None:
        enough = self._limits.batch_bytes
        try:
            for row in islice(self._reader, most):
                rows.append(row)
                ends.append(self._reader.line_num)
                if self._lines.given > enough:
                    break
        except csv.Error:
            self._failure = self._too_large(self._lines.line + ends[-1] - ends[0] + 1)
        except FileError as error:
            self._failure = error

    def _blocks(self) -> Iterator[list[str]]:
        """Blocks of lines, as long as the rows they make are not too long."""
        for block in self._lines.blocks():
            # More than a batch and the longest row: the last row alone is longer than it may be.
            if self._lines.given > self._limits.batch_bytes + self._limits.line_bytes + 2 * BLOCK:
                raise LineTooLong(
                    f"Before line {self._lines.line + 1:,} a row begins that has more than {self._limits.line_bytes:,} "
                    "bytes; look for a quote that is never closed."
                )
            self._last = block[-1]
            yield block

    def _is_unterminated(self, rows: Rows) -> bool:
        has_one_line = rows.starts[-1] == rows.starts[0] + rows.lines - 1
        if has_one_line or self._lines.given or not rows.cells[-1]:
            return False
        # Where the quote is closed, the text of the last line holds it, and the cell does not.
        return rows.cells[-1][-1].endswith(self._last)

    def _too_large(self, line: int) -> CellTooLarge:
        return CellTooLarge(
            f"A cell of the row that begins on line {line:,} is larger than {self._limits.cell_bytes:,} bytes, which "
            "is the most that is read; look for a quote that is never closed, or leave the column out of the file."
        )
