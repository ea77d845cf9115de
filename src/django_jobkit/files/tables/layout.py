"""What the columns of a table are called and hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django_jobkit.files.errors import TooManyColumns
from django_jobkit.files.limits import Limits
from django_jobkit.files.notes import Notes
from django_jobkit.files.options import FileOptions
from django_jobkit.files.tables.column_types import (
    TEXT,
    ColumnType,
    detect_type,
    named_type,
    uses_decimal_comma,
)
from django_jobkit.files.tables.delimiters import Dialect
from django_jobkit.files.tables.headers import looks_like_header, unique_names
from django_jobkit.files.tables.sample import Sample


@dataclass(frozen=True)
class Layout:
    """A table's dialect, and the names and types of its columns."""

    dialect: Dialect
    decimal: str
    header: bool
    names: list[str]
    types: list[ColumnType]

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a cursor."""
        return {
            "delimiter": self.dialect.delimiter,
            "quote": self.dialect.quote,
            "decimal": self.decimal,
            "header": self.header,
            "names": self.names,
            "types": [[kind.name, kind.pattern] for kind in self.types],
        }

    @classmethod
    def from_json(cls, layout: dict[str, Any]) -> Layout:
        """As it was kept."""
        dialect = Dialect(layout["delimiter"], layout["quote"])
        types = [ColumnType(*kind) for kind in layout["types"]]
        return cls(dialect, layout["decimal"], layout["header"], layout["names"], types)


def detect_layout(sample: Sample, options: FileOptions, limits: Limits, notes: Notes) -> Layout:
    """The layout of the table that `sample` begins; the sample's header, if it has one, is dropped from it."""
    header = _take_header(sample, options, notes)
    rows = [row for row in sample.rows if any(row)]
    usual = sample.usual_width()
    if header:
        width = usual if usual > len(header) and sample.has_usually(usual) else len(header)
    else:
        width = max(map(len, rows), default=0)
    if width > limits.columns:
        raise TooManyColumns(
            f"The table has {width:,} columns and at most {limits.columns:,} are read; "
            "leave some out, or look whether the delimiter is right."
        )
    header = _as_wide_as_rows(header, rows, width)
    width = _without_empty_columns(header, rows, width)
    names = name_columns([*header, *[""] * width][:width] if header else [], width, options, notes, sample.before)
    nulls = options.null_set()
    cells = [[row[at] for row in rows if at < len(row) and row[at].strip() not in nulls] for at in range(width)]
    decimal = options.decimal
    if decimal == "auto":
        decimal = "," if sample.dialect.delimiter != "," and uses_decimal_comma(cells) else "."
    types = [_type(name, column, options, decimal) for name, column in zip(names, cells, strict=True)]
    return Layout(sample.dialect, decimal, bool(header), names, types)


def name_columns(header: Sequence[str], width: int, options: FileOptions, notes: Notes, line: int) -> list[str]:
    """The names the user gave, then those of the header, then numbers."""
    found = list(header) or [f"column_{number}" for number in range(1, width + 1)]
    given = options.columns[: len(found)]
    if not given:
        return unique_names(found, notes, line)
    return unique_names([*given, *found[len(given) :]], notes, line)


def _take_header(sample: Sample, options: FileOptions, notes: Notes) -> list[str]:
    if sample.before > sample.announced:
        last = f"{sample.announced + 1} to {sample.before}"
        notes.add("lines_skipped", f"Lines {last} are above the table and were passed over.", line=sample.announced + 1)
    if options.header is False or not sample.rows:
        return []
    if sample.commented_header is not None:
        return sample.commented_header
    first, rest = sample.rows[0], [row for row in sample.rows[1:] if any(row)]
    if options.header is not True and not looks_like_header(first, rest, is_all=sample.is_all):
        return []
    sample.drop(1)
    return first


def _as_wide_as_rows(header: list[str], rows: list[list[str]], width: int) -> list[str]:
    """Some programs write a column of row names that has no name: every row has one cell more than the header."""
    one_more = header and rows and len(header) == width - 1 and all(len(row) == width and row[-1] for row in rows)
    return ["", *header] if one_more else header


def _without_empty_columns(header: list[str], rows: list[list[str]], width: int) -> int:
    """A delimiter at the end of every line makes a last column with neither name nor cells; it is none."""
    while width > 1 and not any(len(row) >= width and row[width - 1].strip() for row in rows):
        if len(header) >= width and header[width - 1].strip():
            break
        if not rows and not header:
            break
        width -= 1
    return width


def _type(name: str, column: Sequence[str], options: FileOptions, decimal: str) -> ColumnType:
    if options.types == "text":
        return TEXT
    if options.types != "detect" and name in options.types:
        return named_type(options.types[name], column, decimal)
    return detect_type(column, decimal)
