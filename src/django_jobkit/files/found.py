"""What is found in a source, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

#: Field names and JSON values.
Record: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that belong together, such as a page; a `cursor` says where to go on behind them.

    `pages` and `bytes` are what they cost, for the counters of the scan.
    """

    records: Sequence[Record]
    cursor: Any = None
    pages: int = 0
    bytes: int = 0
    #: Where each record begins, counted from 1: its line or row, or its number in a file that is not read by lines.
    lines: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the source that could not be taken as it is; the scan goes on.

    `line` is where in the source, counted from 1. `raw` is what stood there, and is cut to a bounded length.
    """

    code: str
    message: str
    line: int | None = None
    field: str = ""
    raw: str = ""
