"""Records turned by ninety degrees, which Python does and looks at several times faster than value by value."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
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
    first = records[0] if records else {}
    if set(map(len, records)) == {len(first)}:
        # Records with as many fields as the first have the same ones, or one of them is not found.
        with suppress(KeyError):
            return {name: list(map(itemgetter(name), records)) for name in first}
    names = dict.fromkeys(name for shape in dict.fromkeys(map(tuple, records)) for name in shape)
    return {name: [record[name] for record in records if name in record] for name in names}
