"""What Python's own reader makes of our CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.scans.formats.kit import chosen, stored, written

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
TRICKY = st.text(st.sampled_from(list("=+-@\t\r\n ,;\"'aé1")), max_size=5)
VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT | TRICKY


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode(), newline=""), strict=True))


def test_rows_are_under_their_header_and_end_as_the_rfc_says() -> None:
    records = [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Grace"}]
    assert written("csv", stored(records)) == b"id,name\r\n1,Ada\r\n2,Grace\r\n"


def test_missing_and_null_are_empty_and_late_columns_come_last() -> None:
    records: list[dict[str, Any]] = [{"a": 1}, {"b": None, "a": None}, {"c": "x"}]
    assert read(written("csv", stored(records))) == [["a", "b", "c"], ["1", "", ""], ["", "", ""], ["", "", "x"]]


def test_booleans_and_nested_values_are_written_as_json() -> None:
    records = [{"on": True, "in": {"a": [1, None]}}, {"on": False, "in": ["é", True]}, {"on": None, "in": 1.5}]
    assert read(written("csv", stored(records)))[1:] == [
        ["true", '{"a":[1,null]}'],
        ["false", '["é",true]'],
        ["", "1.5"],
    ]


def test_negative_numbers_stay_numbers_beside_text_that_is_defused() -> None:
    records = [{"a": -5, "b": -5}, {"a": -0.25, "b": "-5"}, {"a": -1, "b": "=1"}]
    assert read(written("csv", stored(records)))[1:] == [["-5", "-5"], ["-0.25", "'-5"], ["-1", "'=1"]]


def test_header_cells_are_defused_too() -> None:
    assert written("csv", stored([{"=cmd()": "x"}])) == b"'=cmd()\r\nx\r\n"


def test_raw_leaves_text_exactly_as_it_is() -> None:
    assert written("csv", stored([{"=a": "=1", "b": [1]}, {"=a": "+2", "b": "-"}]), raw=True) == (
        b"=a,b\r\n=1,[1]\r\n+2,-\r\n"
    )


def test_records_that_a_filter_left_over_are_written_alike() -> None:
    records = [{"a": "x", "b": True}, {"a": "=y"}, {"b": None}]
    assert written("csv", chosen(records)) == written("csv", stored(records))


def test_a_scan_without_records_has_a_header_or_nothing() -> None:
    content = stored([])
    assert written("csv", content) == b""
    some = stored([{"a": 1}])
    content = type(some)(some.columns, [], 0)  # type: ignore[call-arg]
    assert written("csv", content) == b"a\r\n"


@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=1))
def test_raw_text_survives_the_way_there_and_back(records: list[dict[str, Any]]) -> None:
    content = stored(records)
    words = {None: "", True: "true", False: "false"}
    expected = [
        [words[value] if value is None or value is True or value is False else str(value) for value in row]
        for row in ([record.get(name) for name in content.names] for record in records)
    ]
    assert read(written("csv", content, raw=True)) == [content.names, *expected]


@given(st.lists(st.fixed_dictionaries({"t": TRICKY | TEXT | st.none()}), min_size=1))
def test_no_cell_of_text_begins_a_formula(records: list[dict[str, Any]]) -> None:
    for (cell,) in read(written("csv", stored(records)))[1:]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
