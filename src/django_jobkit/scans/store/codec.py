"""Records as bytes: one line of JSON each, some hundred lines compressed together."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extracting import Record


@dataclass(frozen=True, slots=True)
class Packed:
    """What a chunk stores: `count` records in `data`, which has `size` bytes before compression."""

    data: bytes
    size: int
    count: int


def _dumps_stdlib(record: Record) -> bytes:
    return (json.dumps(record, separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n").encode()


def _codec() -> tuple[Callable[[Any], bytes], Callable[[bytes], Any]]:
    try:
        import orjson
    except ImportError:
        return _dumps_stdlib, json.loads
    option = orjson.OPT_APPEND_NEWLINE
    return lambda record: orjson.dumps(record, None, option), orjson.loads


#: One record, of nothing but JSON, as a line; several times faster where orjson is installed.
dump_line, _loads = _codec()


def pack(records: Iterable[Record]) -> Packed:
    """`records`, of nothing but JSON, as a chunk."""
    return pack_lines(list(map(dump_line, records)))


def pack_lines(lines: Sequence[bytes]) -> Packed:
    """Encoded records as a chunk."""
    text = b"".join(lines)
    return Packed(zlib.compress(text, scans_config.COMPRESSION), len(text), len(lines))


def unpack_lines(data: bytes) -> bytes:
    """The NDJSON in a chunk; it ends with a newline."""
    return zlib.decompress(data)


def unpack(data: bytes) -> list[dict[str, Any]]:
    """The records in a chunk."""
    return load_lines(unpack_lines(data))


def load_lines(lines: bytes) -> list[dict[str, Any]]:
    """The records of NDJSON that we wrote: there are no newlines but those between records."""
    records: list[dict[str, Any]] = _loads(b"[" + lines.rstrip(b"\n").replace(b"\n", b",") + b"]")
    return records


def split_lines(lines: bytes) -> list[bytes]:
    """NDJSON cut into its lines, each with its newline."""
    return lines.splitlines(keepends=True)
