"""Batches say where each record stands, for whoever has something to tell of it."""

from __future__ import annotations

import io

import pytest

from django_jobkit.files.found import Batch
from django_jobkit.files.limits import Limits
from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.parts import unpack
from django_jobkit.files.position import Position
from django_jobkit.files.records import read_package

pytestmark = pytest.mark.requires_extra("files")


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        ("a.csv", b'a,b\n1,"two\nlines"\n\n3,4\n', [2, 5]),
        ("a.ndjson", b'{"a": 1}\n\nnot json\n{"a": 2}\n', [1, 4]),
        ("a.json", b'[{"a": 1},\n\n{"a": 2}, {"a": 3}]', [1, 2, 3]),
        ("a.xml", b"<l><r><a>1</a></r><r><a>2</a></r></l>", [1, 2]),
    ],
)
@pytest.mark.parametrize("batch_records", [1, 100])
def test_every_record_has_its_line_or_else_its_number(
    name: str, data: bytes, lines: list[int], batch_records: int
) -> None:
    limits = Limits(batch_records=batch_records)
    package = unpack(io.BytesIO(data), name, None, limits)
    batches = [
        item
        for item in read_package(package, FileOptions(), limits, Position(), lambda _: None)
        if isinstance(item, Batch)
    ]
    assert [line for batch in batches for line in batch.lines] == lines
    assert all(len(batch.lines) == len(batch.records) for batch in batches)
