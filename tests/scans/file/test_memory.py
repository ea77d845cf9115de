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


def packed(start: bytes, piece: bytes) -> bytes:
    """Sixty megabytes as gzip, made without ever holding them."""
    pack = zlib.compressobj(1, zlib.DEFLATED, 31)
    block = piece * (1024 * 1024 // len(piece))
    out = [pack.compress(start)]
    out += [pack.compress(block) for _ in range(_SIZE // len(block))]
    return b"".join([*out, pack.flush()])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start", "piece"),
    [
        (
            "x.csv.gz",
            b"id,name,note,day,price\n",
            b"1,Ada,some longer text to fill the line with,2024-01-31,1.5\n" * 10,
        ),
        ("x.ndjson.gz", b"", b'{"id": 1, "note": "' + b"some longer text " * 60 + b'"}\n'),
        ("x.json.gz", b'[{"a": 0}', b',{"id": 1, "note": "' + b"some longer text " * 60 + b'"}'),
        ("x.xml.gz", b"<r>", b"<i><id>1</id><note>" + b"some longer text " * 60 + b"</note></i>"),
    ],
)
def test_a_large_file_is_never_held_in_memory(name: str, start: bytes, piece: bytes) -> None:
    file = io.BytesIO(packed(start, piece))
    count = 0
    tracemalloc.start()
    try:
        for item in read_file(FileOptions(), FakeScan(file, name)):
            count += len(item.records) if isinstance(item, Batch) else 0
        assert tracemalloc.get_traced_memory()[1] < _MOST
    finally:
        tracemalloc.stop()
    assert count > 1000
