"""However large a file is, reading it takes the same memory."""

from __future__ import annotations

import io
import tracemalloc
import zlib

import pytest

from django_jobkit.scans import Batch
from django_jobkit.scans.extractors.file import FileOptions, read_file
from tests.scans.file.context import FakeScan

#: A batch of records is a few megabytes; the file is twice as large as this.
_MOST = 30 * 1024 * 1024
_SIZE = 60 * 1024 * 1024


def packed(start: bytes, piece: bytes, end: bytes) -> bytes:
    """A large file as gzip, made without ever holding it."""
    pack = zlib.compressobj(1, zlib.DEFLATED, 31)
    block = piece * (1024 * 1024 // len(piece))
    out = [pack.compress(start)]
    out += [pack.compress(block) for _ in range(_SIZE // len(block))]
    return b"".join([*out, pack.compress(end), pack.flush()])


TEXT = b"some longer text " * 200


@pytest.mark.requires_extra("scans")
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start", "piece", "end"),
    [
        ("x.csv.gz", b"id,note,day\n", b"1," + TEXT + b",2024-01-31\n", b""),
        ("x.ndjson.gz", b"", b'{"id": 1, "note": "' + TEXT + b'"}\n', b""),
        ("x.json.gz", b'[{"a": 0}', b',{"id": 1, "note": "' + TEXT + b'"}', b"]"),
        ("x.xml.gz", b"<r>", b"<i><id>1</id><note>" + TEXT + b"</note></i>", b"</r>"),
    ],
)
def test_a_large_file_is_never_held_in_memory(name: str, start: bytes, piece: bytes, end: bytes) -> None:
    file, count = io.BytesIO(packed(start, piece, end)), 0
    tracemalloc.start()
    try:
        for item in read_file(FileOptions(), FakeScan(file, name)):
            count += len(item.records) if isinstance(item, Batch) else 0
        assert tracemalloc.get_traced_memory()[1] < _MOST
    finally:
        tracemalloc.stop()
    assert count > _SIZE // len(piece) - 1000
