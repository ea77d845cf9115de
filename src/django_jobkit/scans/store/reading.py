"""Read what a scan has stored, by the number of a record: any depth costs the same.

Each reader begins with how many records there are at that moment and goes no further. So it never sees half a commit
of a scan that is running, and it ends early when the scan is begun anew meanwhile. It asks where jobs are written, for
a replica may be behind the number that a client was just told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Sum

from django_jobkit.scans.models import Scan, ScanChunk
from django_jobkit.scans.store.codec import load_lines, split_lines, unpack_lines
from django_jobkit.services.database import jobs_alias

Numbered = tuple[int, dict[str, Any]]
# Chunks fetched by one query: enough that round trips do not matter, few enough for constant memory.
_CHUNKS_AT_ONCE = 4
# Bytes of JSON.
_USUAL_CHUNK = 512 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """Records with their numbers; `next` is where to look on, None when everything was looked at."""

    records: list[Numbered]
    next: int | None


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int
    count: int
    lines: bytes


def read_records(scan_id: UUID, first: int, limit: int) -> list[dict[str, Any]]:
    """At most `limit` records from number `first` on, counted from 0."""
    records: list[dict[str, Any]] = []
    for piece in _pieces(scan_id, first, first + limit):
        records += load_lines(piece.lines)
    return records


def iter_lines(scan_id: UUID, first: int = 0) -> Iterator[bytes]:
    """NDJSON from record `first` on, a chunk at a time; no query stays open between two."""
    for piece in _pieces(scan_id, first):
        yield piece.lines


def iter_records(scan_id: UUID, first: int = 0) -> Iterator[list[dict[str, Any]]]:
    """Records from number `first` on, a chunk at a time."""
    for lines in iter_lines(scan_id, first):
        yield load_lines(lines)


def find(scan_id: UUID, matches: Callable[[dict[str, Any]], bool], first: int, limit: int, most_chunks: int) -> Found:
    """At most `limit` records from number `first` on that match, looking through at most `most_chunks` chunks.

    As many chunks of large records would take longer than a request may, so it looks through fewer of those.
    """
    found: list[Numbered] = []
    looked_at, bytes_left = first, most_chunks * _USUAL_CHUNK
    for piece in islice(_pieces(scan_id, first), most_chunks):
        for number, record in enumerate(load_lines(piece.lines), piece.first):
            if matches(record):
                if len(found) == limit:
                    return Found(found, number)
                found.append((number, record))
        looked_at = piece.first + piece.count
        bytes_left -= len(piece.lines)
        if bytes_left <= 0:
            break
    return Found(found, looked_at if looked_at < _stored(scan_id) else None)


def size_of(scan_id: UUID) -> int:
    """How many bytes of JSON all records have."""
    chunks = ScanChunk.objects.using(jobs_alias()).filter(scan_id=scan_id)
    return int(chunks.aggregate(bytes=Sum("size", default=0))["bytes"])


def _stored(scan_id: UUID) -> int:
    return Scan.objects.using(jobs_alias()).filter(pk=scan_id).values_list("records", flat=True).first() or 0


def _pieces(scan_id: UUID, first: int, until: int | None = None) -> Iterator[_Piece]:
    stored = _stored(scan_id)
    until = stored if until is None else min(until, stored)
    chunks = ScanChunk.objects.using(jobs_alias()).filter(scan_id=scan_id)
    number = chunks.filter(first__lte=first).order_by("-first").values_list("first", flat=True).first()
    position = 0 if number is None else number
    while position < until:
        began_at = position
        rows = chunks.filter(first__gte=position, first__lt=until).order_by("first")
        for row in rows.values_list("first", "count", "data")[:_CHUNKS_AT_ONCE]:
            if row[0] != position:
                return
            position += row[1]
            if position > first:
                yield _cut(_Piece(row[0], row[1], unpack_lines(row[2])), max(first, row[0]), min(until, position))
        if position == began_at:
            return


def _cut(piece: _Piece, first: int, until: int) -> _Piece:
    if (first, until) == (piece.first, piece.first + piece.count):
        return piece
    lines = split_lines(piece.lines)[first - piece.first : until - piece.first]
    return _Piece(first, until - first, b"".join(lines))
