"""Records turned by ninety degrees, which Python does and looks at several times faster than value by value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django_jobkit.scans.extracting import Record


@dataclass(frozen=True, slots=True)
class Table:
    """The values of each column of `count` records, and the Python types among them."""

    count: int
    columns: dict[str, Sequence[Any]]
    types: dict[str, set[type]]


def table_of(records: Sequence[Record]) -> Table:
    """The columns of `records`; a record without a column has no value in it."""
    columns = _columns_of(records)
    return Table(len(records), columns, {name: set(map(type, values)) for name, values in columns.items()})


def _columns_of(records: Sequence[Record]) -> dict[str, Sequence[Any]]:
    shapes = dict.fromkeys(map(tuple, records))
    if len(shapes) == 1:
        return dict(zip(next(iter(shapes)), zip(*(record.values() for record in records), strict=True), strict=True))
    names = dict.fromkeys(name for shape in shapes for name in shape)
    return {name: [record[name] for record in records if name in record] for name in names}
