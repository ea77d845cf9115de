"""Which character stands between the cells of a row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from _csv import Reader

#: In this order when they fit equally well: a comma is often part of a text or a number, a tab hardly ever.
_CANDIDATES = "\t;|,"
_UNLIKELY = ",;|\t\x1f"
_ROWS = 200
_LEAST_SHARE = 0.5
_HEADER_FITS = 0.3
#: Rows that only leave out their last cells fit, but less than rows that are all of one width.
_RAGGED_FITS = 0.9
_PREFERRED = {".tsv": "\t", ".tab": "\t", ".csv": ","}
_IN_NO_NUMBER = re.compile(r"(?<![0-9]),|,(?![0-9])")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How rows are written."""

    delimiter: str
    quote: str | None

    def reader(self, lines: Iterable[str]) -> Reader:
        """A reader of `lines`."""
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, quoting=quoting)


def allow_cells(size: int) -> None:
    """Have readers take cells of so many characters."""
    # The module has one limit for the whole process. It is only ever raised, so as to break nobody else's reading.
    if csv.field_size_limit() < size:
        csv.field_size_limit(size)


def declared_delimiter(line: str) -> str | None:
    """What Excel's first line ``sep=;`` says."""
    line = line.rstrip("\r\n").strip('"')
    start, _, mark = line.partition("=")
    return mark if start.lower() == "sep" and len(mark) == 1 and mark.isascii() and not mark.isalnum() else None


def detect_delimiter(lines: Sequence[str], quote: str | None, name: str = "") -> str:
    """The delimiter that makes the best table of `lines` in a file called `name`; one that parts nothing if none."""
    # Comments between the rows have as many commas as their sentences need.
    rows = [line for line in lines if line.strip() and not line.startswith("#")] or lines
    candidates = _candidates(rows, name)
    for judge in (_score, _header_alone):
        scored = [(round(judge(rows, Dialect(candidate, quote)), 1), candidate) for candidate in candidates]
        best = max(score for score, _ in scored)
        if best > 0:
            return next(candidate for score, candidate in scored if score == best)
    # There is one column, whose texts may have commas: what parts no cells is what stands in none.
    return next((mark for mark in _UNLIKELY if not any(mark in line for line in lines)), _UNLIKELY[-1])


def _candidates(lines: Sequence[str], name: str) -> str:
    """The candidates, the one that the name of the file promises first."""
    preferred = _PREFERRED.get(PurePosixPath(name.lower()).suffix, "")
    if preferred == "," and not any(map(_IN_NO_NUMBER.search, lines)):
        # Each comma may be a decimal one, as in 1,5;2,5.
        preferred = ""
    return preferred + _CANDIDATES.replace(preferred, "")


def _rows(lines: Sequence[str], dialect: Dialect) -> list[list[str]]:
    """The first rows that have something in them, up to one that cannot be read in this way."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(row for row in islice(dialect.reader(lines), _ROWS) if any(row))
    return rows


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """How well the rows fit together: all as wide as most, or none wider than the header; 0: not this one."""
    rows = _rows(lines, dialect)
    widths = [len(row) for row in rows]
    split = [width for width in widths if width > 1]
    if not split:
        return 0
    usual, count = Counter(split).most_common(1)[0]
    share = count / len(widths)
    even = share + _HEADER_FITS * (widths[0] == usual) if share >= _LEAST_SHARE else 0
    header = next(row for row in rows if len(row) > 1)
    if header is not rows[0] and _is_sentence(header):
        return even
    fitting = sum(1 < width <= len(header) for width in widths) / len(widths)
    return max(even, fitting * _RAGGED_FITS if fitting >= _LEAST_SHARE else 0)


def _header_alone(lines: Sequence[str], dialect: Dialect) -> float:
    """For rows that do not fit together: the share that is split at all, where the header is split into names."""
    rows = _rows(lines, dialect)
    if not rows or len(rows[0]) < 2 or _is_sentence(rows[0]):  # noqa: PLR2004 # one cell is not split
        return 0
    # However few of the rows are split, the header is; tenths are compared.
    return 1 + sum(len(row) > 1 for row in rows) / len(rows)


def _is_sentence(row: Sequence[str]) -> bool:
    """Whether it reads like a sentence: a comma in it is followed by a space, one between names hardly ever."""
    return any(cell.startswith(" ") for cell in row[1:])
