"""Which character stands between the cells of a row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from _csv import Reader

#: In this order when they fit equally well: a comma is often part of a text or a number, a tab hardly ever.
_CANDIDATES = "\t;|,"
_UNLIKELY = ",;|\t\x1f"
_ROWS = 200
_LEAST_SHARE = 0.5
_HEADER_FITS = 0.3


@dataclass(frozen=True, slots=True)
class Dialect:
    """How rows are written."""

    delimiter: str
    quote: str | None

    def reader(self, lines: Iterable[str]) -> Reader:
        """A reader of `lines`."""
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, quoting=quoting)


def declared_delimiter(line: str) -> str | None:
    """What Excel's first line ``sep=;`` says."""
    line = line.rstrip("\r\n").strip('"')
    start, _, mark = line.partition("=")
    return mark if start.lower() == "sep" and len(mark) == 1 and mark.isascii() and not mark.isalnum() else None


def detect_delimiter(lines: Sequence[str], quote: str | None) -> str:
    """The delimiter that gives most rows the same number of cells; one that parts nothing when none does."""
    scored = [(round(_score(lines, Dialect(candidate, quote)), 1), candidate) for candidate in _CANDIDATES]
    best = max(score for score, _ in scored)
    if best > 0:
        return next(candidate for score, candidate in scored if score == best)
    # There is one column, whose texts may have commas: what parts no cells is what stands in none.
    return next((mark for mark in _UNLIKELY if not any(mark in line for line in lines)), _UNLIKELY[-1])


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """The share of rows that are as wide as most, with something extra when the first one is; 0: not this one."""
    try:
        widths = [len(row) for row in islice(dialect.reader(lines), _ROWS) if any(row)]
    except csv.Error:
        return 0
    split = [width for width in widths if width > 1]
    if not split:
        return 0
    usual, count = Counter(split).most_common(1)[0]
    share = count / len(widths)
    if share < _LEAST_SHARE:
        return 0
    return share + _HEADER_FITS * (widths[0] == usual)
