"""JSON and NDJSON are the stored lines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.scans.formats import Column, StoredContent
from tests.scans.formats.kit import chosen, stored, written

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=5,
)
RECORDS = st.lists(st.dictionaries(st.text("abc", min_size=1, max_size=2), VALUES))


@pytest.mark.slow
@given(RECORDS)
def test_both_hold_the_records_again(records: list[dict[str, Any]]) -> None:
    assert json.loads(written("json", stored(records))) == records
    assert [json.loads(line) for line in written("ndjson", stored(records)).split(b"\n")[:-1]] == records


@pytest.mark.slow
@given(RECORDS)
def test_records_that_a_filter_left_over_are_written_alike(records: list[dict[str, Any]]) -> None:
    assert written("json", chosen(records)) == written("json", stored(records))
    assert written("ndjson", chosen(records)) == written("ndjson", stored(records))


def test_stored_lines_pass_through_untouched() -> None:
    lines = [b'{ "a":1.50 }\n', b"", b'{"a":"=\\u0031"}\n']
    assert written("ndjson", StoredContent([Column("a")], lines)) == b"".join(lines)
    assert written("json", StoredContent([Column("a")], lines)) == b'[{ "a":1.50 },\n{"a":"=\\u0031"}]\n'


@pytest.mark.parametrize(("name", "nothing"), [("json", b"[]\n"), ("ndjson", b"")])
def test_no_records_are_a_file_as_well(name: str, nothing: bytes) -> None:
    assert written(name, stored([])) == nothing
