"""Content is what was counted when somebody asked for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.scans.formats import ChosenContent, Column, Content, StoredContent

CHUNKS = st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=4)
COLUMNS = [Column("a")]


def both(chunks: list[list[int]], count: int | None) -> list[Content]:
    stored = [b"".join(b'{"a":%d}\n' % number for number in chunk) for chunk in chunks]
    chosen = [[{"a": number} for number in chunk] for chunk in chunks]
    return [StoredContent(COLUMNS, stored, count), ChosenContent(COLUMNS, chosen, count)]


@given(CHUNKS, st.integers(0, 10))
def test_records_that_came_later_are_left_out(chunks: list[list[int]], count: int) -> None:
    expected = [number for chunk in chunks for number in chunk][:count]
    for content in both(chunks, count):
        assert [record["a"] for batch in content.batches() for record in batch] == expected
    for content in both(chunks, count):
        assert b"".join(content.lines()) == b"".join(b'{"a":%d}\n' % number for number in expected)


@pytest.mark.parametrize("place", [0, 1])
def test_without_a_count_all_are_taken(place: int) -> None:
    assert b"".join(both([[1, 2], [3]], None)[place].lines()).count(b"\n") == 3
