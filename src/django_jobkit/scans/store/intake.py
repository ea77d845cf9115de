"""Take records in: checked, encoded and turned into columns, all at once where they are plain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django_jobkit.core.opened import mask_opened
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extracting import Problem, Record
from django_jobkit.scans.store.cleaning import LEAST_INTEGER, LONGEST_NAME, MOST_INTEGER, clean
from django_jobkit.scans.store.codec import dump_line
from django_jobkit.scans.store.columns import Table, table_of

_PLAIN = {str, int, float, bool, type(None)}
_NUL = b"\\u0000"
# Of a record that is too large, for what is told of it; more than that, so that a secret at the cut is seen whole.
_LOOKED_AT = 4096
_EMPTY = Table(0, {}, {})


@dataclass(slots=True)
class Taken:
    """What became of records: their lines and columns, the problems with the place of the record, who was left out."""

    lines: list[bytes]
    table: Table
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)


def take(records: Sequence[Any], columns: dict[str, None]) -> Taken:
    """Take `records` in; new columns join `columns`, in order, while there is room."""
    if not records:
        return Taken([], _EMPTY)
    return _take_plain(records, columns) or _take_one_by_one(records, columns)


def _take_plain(records: Sequence[Record], columns: dict[str, None]) -> Taken | None:
    # None where anything is out of the ordinary; then each record is looked at.
    if set(map(type, records)) != {dict}:
        return None
    table = table_of(records)
    if not (_is_named_well(table, columns) and all(map(_is_plain, table.columns.values(), table.types.values()))):
        return None
    try:
        lines = list(map(dump_line, records))
    except (TypeError, ValueError):
        # A lone surrogate.
        return None
    if max(map(len, lines)) > scans_config.MAX_RECORD_BYTES or any(_NUL in line for line in lines):
        return None
    columns.update(dict.fromkeys(table.columns))
    return Taken(lines, table)


def _is_named_well(table: Table, columns: dict[str, None]) -> bool:
    new = table.columns.keys() - columns.keys()
    return len(columns) + len(new) <= scans_config.MAX_COLUMNS and all(
        type(name) is str and len(name) <= LONGEST_NAME for name in new
    )


def _is_plain(values: Sequence[Any], types: set[type]) -> bool:
    if not types <= _PLAIN:
        return False
    if float in types and not all(math.isfinite(value) for value in values if type(value) is float):
        return False
    if int in types:
        integers = values if len(types) == 1 else [value for value in values if type(value) is int]
        return min(integers) >= LEAST_INTEGER and max(integers) <= MOST_INTEGER
    return True


def _take_one_by_one(records: Sequence[Any], columns: dict[str, None]) -> Taken:
    taken = Taken([], _EMPTY)
    kept: list[Record] = []
    for place, record in enumerate(records):
        cleaned, problems = clean(record)
        line = b""
        if cleaned is not None:
            problems += _left_out(cleaned, columns)
            line = dump_line(cleaned)
            problems += _oversize(line)
        if cleaned is None or len(line) > scans_config.MAX_RECORD_BYTES:
            taken.dropped.append(place)
        else:
            kept.append(cleaned)
            taken.lines.append(line)
            columns.update(dict.fromkeys(cleaned))
        taken.problems += [(place, problem) for problem in problems]
    if kept:
        taken.table = table_of(kept)
    return taken


def _left_out(record: dict[str, Any], columns: dict[str, None]) -> list[Problem]:
    # Takes the columns out for which there is no room.
    room = scans_config.MAX_COLUMNS - len(columns)
    too_many = [name for name in record if name not in columns][room:]
    for name in too_many:
        del record[name]
    if not too_many:
        return []
    message = f"A scan has at most {scans_config.MAX_COLUMNS:,} columns; {len(too_many):,} were left out here."
    return [Problem("too_many_columns", message, field=too_many[0])]


def _oversize(line: bytes) -> list[Problem]:
    most = scans_config.MAX_RECORD_BYTES
    if len(line) <= most:
        return []
    message = f"The record has {len(line):,} bytes of JSON; the limit is {most:,}. It was left out."
    return [Problem("record_too_large", message, raw=mask_opened(line[:_LOOKED_AT].decode(errors="replace"))[:500])]
