"""The first rows of a text, from which its layout is found out."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile

from django_jobkit.files.errors import FileError
from django_jobkit.files.limits import Limits
from django_jobkit.files.notes import Notes
from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.tables.delimiters import (
    Dialect,
    allow_cells,
    declared_delimiter,
    detect_delimiter,
)
from django_jobkit.files.text.lines import Lines

_BYTES = 256 * 1024
_ROWS = 1000
#: Titles that stand above a table, each a line without a delimiter.
_MOST_TITLES = 50


@dataclass
class Sample:
    """Rows from the top of a table, and how many lines stand above them."""

    dialect: Dialect
    rows: list[list[str]] = field(default_factory=list)
    #: Lines up to the end of each row, counted from the beginning of the file.
    ends: list[int] = field(default_factory=list)
    #: Lines before the first row, and how many of them were asked for or say what the delimiter is.
    before: int = 0
    announced: int = 0
    #: A comment above the rows that has as many cells as they have is their header.
    commented_header: list[str] | None = None
    #: Whether the table has no more rows than these.
    is_all: bool = True

    def usual_width(self) -> int:
        """How many cells most rows have."""
        widths = Counter(len(row) for row in self.rows if any(row))
        return widths.most_common(1)[0][0] if widths else 0

    def has_usually(self, width: int) -> bool:
        """Whether more than half of the rows have so many cells."""
        widths = [len(row) for row in self.rows if any(row)]
        return widths.count(width) * 2 > len(widths)

    def drop(self, count: int) -> None:
        """Pass over the first `count` rows."""
        if count:
            self.before = self.ends[count - 1]
            del self.rows[:count], self.ends[:count]


def take_sample(stream: Stream, encoding: str, options: FileOptions, limits: Limits, name: str = "") -> Sample:
    """The first rows of the text in `stream`, which is read for it, of a file called `name`."""
    allow_cells(limits.cell_bytes)
    texts, is_all = _first_lines(Lines(stream, encoding, limits, Notes()), options.skip_rows)
    before = min(options.skip_rows, len(texts))
    declared = declared_delimiter(texts[before]) if before < len(texts) else None
    before += declared is not None
    announced = before
    comments = len(list(takewhile(lambda text: text.startswith("#"), texts[before:])))
    if before + comments == len(texts):
        comments = 0
    before += comments
    delimiter = options.delimiter or declared or ("\t" if options.format == "tsv" else None)
    delimiter = delimiter or detect_delimiter(texts[before : before + _ROWS], options.quote, name)
    dialect = Dialect(delimiter, options.quote)
    sample = Sample(dialect, before=before, announced=announced)
    _parse(sample, texts[before:], is_all=is_all)
    if comments:
        _look_at_comment(sample, texts[before - 1])
    sample.drop(_titles(sample))
    return sample


def _first_lines(lines: Lines, skipped: int) -> tuple[list[str], bool]:
    """Lines from the top, those to skip included, and whether there are no more; damage further down is found later."""
    texts: list[str] = []
    most = _BYTES
    try:
        for block in lines.blocks():
            texts += block
            if len(texts) <= skipped:
                # What is passed over is not looked at; only its number of lines counts.
                texts = [""] * len(texts)
                most = lines.given + _BYTES
            elif lines.given >= most:
                return texts, False
    except FileError:
        if not texts:
            raise
        return texts, False
    return texts, True


def _parse(sample: Sample, texts: list[str], *, is_all: bool) -> None:
    reader = sample.dialect.reader(texts)
    try:
        for row in reader:
            if len(sample.rows) == _ROWS:
                sample.is_all = False
                return
            sample.rows.append(row)
            sample.ends.append(sample.before + reader.line_num)
    except csv.Error:
        # Some cell is too large, which the reading itself finds and tells of; the rows before it are whole.
        sample.is_all = False
        return
    sample.is_all = is_all
    if not is_all and len(sample.rows) > 1:
        # The last one may have been cut off in a quote.
        del sample.rows[-1], sample.ends[-1]


def _look_at_comment(sample: Sample, text: str) -> None:
    cells: list[str] = next(iter(sample.dialect.reader([text.lstrip("# ")])), [])
    if len(cells) > 1 and len(cells) == sample.usual_width():
        sample.commented_header = cells


def _titles(sample: Sample) -> int:
    """How many rows at the top are no part of the table: blank ones, and texts alone in their rows."""
    width = sample.usual_width()
    count = 0
    for row in sample.rows[:_MOST_TITLES]:
        filled = sum(bool(cell.strip()) for cell in row)
        if filled and (width < 2 or filled > 1 or len(row) > width):  # noqa: PLR2004 # one column has no titles
            break
        count += 1
    return count if count < len(sample.rows) else 0
