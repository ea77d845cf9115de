"""Content made of a few records, and the files that formats make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django_jobkit.scans.formats import ChosenContent, Column, Content, StoredContent, formats
from django_jobkit.scans.store.codec import dump_line

_TYPES = {bool: "boolean", int: "integer", float: "number", str: "text", dict: "object", list: "array"}


def columns_of(records: Sequence[Mapping[str, Any]]) -> list[Column]:
    """What the profile of a scan with these records says."""
    types: dict[str, set[str]] = {}
    for record in records:
        for name, value in record.items():
            found = types.setdefault(name, set())
            if value is not None:
                found.add(_TYPES[type(value)])
    return [Column(name, frozenset(found)) for name, found in types.items()]


def stored(records: Sequence[Mapping[str, Any]], together: int = 2) -> Content:
    """`records` as a scan has stored them, `together` a chunk."""
    lines = [dump_line(record) for record in records]
    chunks = [b"".join(lines[first : first + together]) for first in range(0, len(lines), together)]
    return StoredContent(columns_of(records), chunks, len(records))


def chosen(records: Sequence[Mapping[str, Any]]) -> Content:
    """`records` that a filter left over, whose number nobody knows."""
    return ChosenContent(columns_of(records), [records[:1], [], records[1:]])


def written(name: str, content: Content, *, raw: bool = False) -> bytes:
    """The whole file."""
    download = formats[name].write(content, raw=raw)
    try:
        return b"".join(download)
    finally:
        download.close()
