"""What openpyxl makes of our sheets."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("openpyxl")

import openpyxl

from django_jobkit.scans.formats import Column, StoredContent, as_xlsx, formats
from django_jobkit.scans.problems import TooLargeForXlsx, TooManyColumnsForXlsx, TooManyRowsForXlsx
from tests.scans.formats.kit import chosen, stored, written

TRICKY = st.text(st.sampled_from(list("=+-@\t\r\n <&>\"'aé1#_x0D😀")), max_size=8)


def cells(data: bytes) -> list[list[Any]]:
    """Every cell, as a reader that does not trust the file's own dimensions finds it."""
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def kinds(data: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    return [[cell.data_type for cell in row] for row in sheet.iter_rows()]


def test_numbers_booleans_and_text_keep_their_types() -> None:
    records: list[dict[str, Any]] = [
        {"i": 1, "f": 2.5, "b": True, "t": "x"},
        {"i": -2, "f": -0.5, "b": False, "t": "1"},
    ]
    data = written("xlsx", stored(records))
    assert cells(data) == [["i", "f", "b", "t"], [1, 2.5, True, "x"], [-2, -0.5, False, "1"]]
    assert kinds(data)[2] == ["n", "n", "b", "s"]


def test_missing_and_null_are_no_cells_and_nested_values_are_json() -> None:
    records: list[dict[str, Any]] = [{"a": None, "b": {"x": [1]}}, {"c": ["é"]}]
    assert cells(written("xlsx", stored(records))) == [
        ["a", "b", "c"],
        [None, '{"x":[1]}', None],
        [None, None, '["é"]'],
    ]


def test_long_numbers_are_text_because_a_sheet_would_round_them() -> None:
    assert cells(written("xlsx", stored([{"a": 2**62}, {"a": 10**15 - 1}])))[1:] == [[str(2**62)], [10**15 - 1]]


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "+1", "@A1", "2026-01-01"])
@pytest.mark.parametrize("raw", [True, False])
def test_text_is_never_a_formula_an_error_or_a_date(text: str, raw: bool) -> None:
    data = written("xlsx", stored([{text: text}]), raw=raw)
    assert kinds(data) == [["s"], ["s"]]
    plain = raw or text[0] in "#2"
    assert cells(data) == [[text], [text]] if plain else [["'" + text], ["'" + text]]


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert cells(written("xlsx", stored([{"a": "x\x01y\x00"}])))[1] == ["x\ufffdy\ufffd"]


def test_a_text_longer_than_a_cell_is_cut() -> None:
    (cell,) = cells(written("xlsx", stored([{"a": "😀" * 20_000}])))[1]
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert cell == "😀" * 16_383 + "…"


def test_columns_go_on_behind_z() -> None:
    record = {f"c{number}": number for number in range(1000)}
    assert cells(written("xlsx", stored([record])))[1] == list(range(1000))


def test_a_scan_without_records_is_an_empty_sheet() -> None:
    assert cells(written("xlsx", stored([]))) in ([], [[None]])


@override_settings(JOBKIT={"SCANS": {"MAX_XLSX_RECORDS": 3}})
@pytest.mark.parametrize("content", [stored, chosen])
def test_too_many_records_are_refused_before_a_byte_is_sent(content: Any) -> None:
    assert len(cells(written("xlsx", content([{"a": 1}] * 3)))) == 4
    with pytest.raises(TooManyRowsForXlsx, match="3 records") as raised:
        formats["xlsx"].write(content([{"a": 1}] * 4))
    assert raised.value.code == "too_many_rows_for_xlsx"


@override_settings(JOBKIT={"SCANS": {"MAX_XLSX_RECORDS": 2_000_000}})
def test_no_setting_makes_a_sheet_longer_than_a_sheet() -> None:
    with pytest.raises(TooManyRowsForXlsx, match="1,048,575 records"):
        formats["xlsx"].write(StoredContent([Column("a")], [], 1_048_576))


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(TooManyColumnsForXlsx):
        formats["xlsx"].write(StoredContent([Column(str(number)) for number in range(16_385)], []))


def test_a_sheet_beyond_what_a_zip_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_xlsx, "_MOST_BYTES", 10_000)
    with pytest.raises(TooLargeForXlsx):
        formats["xlsx"].write(stored([{"a": "x" * 1000}] * 20))


@pytest.mark.slow
@given(st.lists(TRICKY, min_size=1))
def test_text_survives_the_way_there_and_back(texts: list[str]) -> None:
    data = written("xlsx", stored([{"n": 0, "t": text} for text in texts]), raw=True)
    found = [(row[1] or "").replace("_x005F_", "_") for row in cells(data)[1:]]
    assert found == texts


@pytest.mark.slow
@given(st.lists(TRICKY, min_size=1))
def test_no_cell_of_text_begins_a_formula(texts: list[str]) -> None:
    for _, cell in cells(written("xlsx", stored([{"n": 0, "t": text} for text in texts])))[1:]:
        assert not (cell or "").startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
