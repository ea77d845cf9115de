"""Lines become chunks that are full, and the last one grows."""

from __future__ import annotations

from typing import Any

import pytest

from django_jobkit.scans.running.chunks import Chunks
from django_jobkit.scans.store.truncating import Tail


@pytest.fixture
def chunks(settings: Any) -> Chunks:
    """An empty store with chunks of a thousand records, or of ten thousand bytes."""
    settings.JOBKIT = {"SCANS": {"CHUNK_RECORDS": 1000, "CHUNK_BYTES": 10_000, "COMMIT_CHUNKS": 1}}
    return Chunks(Tail(0, [], 0), 0)


def test_of_small_records_as_many_are_encoded_at_once_as_the_chunk_takes(chunks: Chunks) -> None:
    assert chunks.room() == 50
    chunks.add([b"1234\n"] * 50)
    assert chunks.room() == 950
    chunks.add([b"1234\n"] * 950)
    assert chunks.is_full
    assert chunks.room() == 1000


def test_of_large_records_only_so_many_are_held(chunks: Chunks) -> None:
    chunks.add([b"x" * 999 + b"\n"] * 4)
    assert chunks.room() == 6
    chunks.add([b"x" * 19_999 + b"\n"])
    assert chunks.is_full
    assert chunks.room() == 1


def test_what_is_stored_may_grow(chunks: Chunks) -> None:
    chunks.add([b"1\n"] * 3)
    first = chunks.pending()
    assert (list(first), chunks.grown) == ([0], None)
    chunks.committed(first)
    assert chunks.pending() == {}
    chunks.add([b"1\n"] * 2)
    second = chunks.pending()
    assert (second[0].count, chunks.grown) == (5, 0)
    assert chunks.stored_bytes_with(second) == len(second[0].data)
    chunks.add([b"1\n"] * 996)
    assert [(number, packed.count) for number, packed in chunks.pending().items()] == [(0, 1000), (1000, 1)]
    assert chunks.end == 1001
