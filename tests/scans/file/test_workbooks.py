"""Workbooks: honest ones, and those whose XML was written to do harm."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from django_jobkit.files.packing import budget
from django_jobkit.scans.extractors.file import FileOptions, read_file
from django_jobkit.testing.plugin import jobkit_settings
from tests.scans.file.context import FakeScan, look, read, scan

pytest.importorskip("openpyxl")
pytest.importorskip("defusedxml")

from tests.scans.file.packing import MAIN, raw_workbook, workbook, zipped  # it needs openpyxl

ROWS = [
    ["id", "name", "when", "at", "price", "ok"],
    [1, "Ada", dt.date(2024, 1, 31), dt.datetime(2024, 1, 31, 10, 20), 1.5, True],
    [2, "Müller", None, None, 2, False],
]
RECORDS = [
    {"id": 1, "name": "Ada", "when": "2024-01-31", "at": "2024-01-31T10:20:00", "price": 1.5, "ok": True},
    {"id": 2, "name": "Müller", "when": None, "at": None, "price": 2, "ok": False},
]


def cell(reference: str, value: str, kind: str = "str") -> str:
    return f'<c r="{reference}" t="{kind}"><v>{value}</v></c>'


def test_a_sheet_is_read_with_its_types() -> None:
    book = workbook(Data=ROWS)
    assert read(book, "book.xlsx") == RECORDS
    assert read(book, "book.xlsm") == RECORDS
    assert read(book, "no name at all") == RECORDS


def test_a_workbook_may_be_packed_once_more() -> None:
    book = workbook(Data=ROWS)
    assert read(gzip.compress(book), "book.xlsx.gz") == RECORDS
    assert read(zipped({"a.xlsx": book, "b.xlsx": book}), "books.zip") == RECORDS * 2
    assert scan(zipped({"a.csv": book})).code == "archive_nested"
    assert scan(zipped({"a.xlsx": zipped({"x.csv": "a,b\n1,2\n"})})).code == "unknown_format"


def test_a_sheet_is_chosen_by_name_or_number() -> None:
    book = workbook(One=[["a"], [1]], Two=[["b"], [2]])
    assert read(book) == [{"a": 1}]
    assert read(book, sheet="Two") == read(book, sheet=2) == [{"b": 2}]
    found = scan(book, sheet="Three")
    assert found.code == "sheet_not_found"
    assert "'One', 'Two'" in str(found.error)
    assert look(book)["sheets"] == ["One", "Two"]


def test_titles_gaps_and_cells_beside_the_table() -> None:
    book = workbook(Data=[["Report"], [], [None, "id", "x"], [None, 1, "p"], [], [None, 2, "q", None, "stray"]])
    found = scan(book)
    assert found.records == [{"id": 1, "x": "p", "column_3": None}, {"id": 2, "x": "q", "column_3": "stray"}]
    assert "lines_skipped" in found.codes


def test_types_may_be_told() -> None:
    book = workbook(Data=[["id", "n"], [1, "5"], [2, "x"]])
    assert read(book, types="text")[0] == {"id": "1", "n": "5"}
    found = scan(book, types={"n": "integer"})
    assert found.records == [{"id": 1, "n": 5}, {"id": 2, "n": "x"}]
    assert [(problem.code, problem.line) for problem in found.problems] == [("cell_not_integer", 3)]


def test_an_error_of_a_formula_is_null_and_told() -> None:
    rows = f'<row r="1">{cell("A1", "a")}{cell("B1", "b")}</row>'
    rows += f'<row r="2">{cell("A2", "1", "n")}{cell("B2", "#N/A", "e")}</row>'
    found = scan(raw_workbook(f"<sheetData>{rows}</sheetData>"))
    assert found.records[0]["a"] == 1
    assert found.codes.count("cell_error") == 1


def test_a_sheet_that_lies_about_its_size_costs_nothing() -> None:
    for size in ("A1:XFD1048576", "A1", "rubbish"):
        last = f'<row r="1048576">{cell("A1048576", "5", "n")}<c r="XFD1048576" s="1"/></row>'
        rows = f'<row r="1">{cell("A1", "a")}</row>{last}'
        assert read(raw_workbook(f'<dimension ref="{size}"/><sheetData>{rows}</sheetData>')) == [{"a": 5}]


def test_a_cell_beyond_all_columns_ends_the_scan() -> None:
    rows = f'<row r="1">{cell("A1", "a")}</row><row r="2">{cell("A2", "b")}</row><row r="3">{cell("XFD3", "x")}</row>'
    found = scan(raw_workbook(f"<sheetData>{rows}</sheetData>"))
    assert found.code == "too_many_columns"
    assert "16,384" in str(found.error)


def test_a_text_that_is_shared_too_often_ends_the_scan() -> None:
    strings = f"<sst {MAIN}><si><t>{'x' * 50_000}</t></si></sst>"
    many = "".join(f'<c r="{column}2" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ")
    rows = f'<row r="1">{cell("A1", "a")}{cell("B1", "b")}</row><row r="2">{many}</row>'
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 100_000}):
        assert scan(raw_workbook(f"<sheetData>{rows}</sheetData>", sharedStrings=strings)).code == "line_too_long"
    with jobkit_settings(SCANS={"MAX_CELL_BYTES": 10_000}):
        assert scan(raw_workbook(f"<sheetData>{rows}</sheetData>", sharedStrings=strings)).code == "cell_too_large"


def test_a_bomb_of_shared_texts_is_refused() -> None:
    strings = f"<sst {MAIN}>" + f"<si><t>{'x' * 1000}</t></si>" * 30_000 + "</sst>"
    assert scan(raw_workbook("<sheetData/>", sharedStrings=strings)).code == "archive_too_large"


def test_entities_in_any_part_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]>'
    assert scan(raw_workbook("<sheetData/>", sharedStrings=bomb + f"<sst {MAIN}/>")).code == "xml_forbidden"
    assert scan(raw_workbook("<sheetData/>", styles=bomb + f"<styleSheet {MAIN}/>")).code == "xml_forbidden"


def test_damage_is_told_and_what_came_before_is_kept() -> None:
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "x")}{cell(f"B{n}", str(n), "n")}</row>' for n in range(1, 2000))
    wrong = f'<row r="2000">{cell("A2000", "99", "s")}</row>'
    found = scan(raw_workbook(f"<sheetData>{rows}{wrong}</sheetData>"))
    assert (found.code, len(found.records)) == ("workbook_damaged", 1999)
    found = scan(raw_workbook(f"<sheetData>{rows}<row"))
    assert (found.code, len(found.records)) == ("xml_damaged", 1999)
    book = workbook(Data=ROWS)
    assert scan(book[:-200], "x.xlsx").code == "archive_damaged"


def test_old_binary_and_foreign_documents_are_refused_with_advice() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert scan(ole, "x.xls").code == "xls_not_supported"
    assert scan(ole + "EncryptedPackage".encode("utf-16-le"), "x.xlsx").code == "archive_encrypted"
    assert scan(zipped({"xl/workbook.bin": "", "[Content_Types].xml": ""}), "x.xlsb").code == "xls_not_supported"
    assert scan(zipped({"word/document.xml": "", "[Content_Types].xml": ""}), "x.docx").code == "unknown_format"
    assert scan(zipped({"mimetype": "", "content.xml": ""}), "x.ods").code == "unknown_format"


def test_an_empty_sheet_has_no_records() -> None:
    assert read(workbook(Data=[])) == []
    assert read(workbook(Data=[["a", "b"]])) == []


def shared(number: int) -> str:
    return f"<sst {MAIN}>" + "<si><t>x</t></si>" * number + "</sst>"


ONE_ROW = f'<sheetData><row r="1">{cell("A1", "0", "s")}{cell("B1", "1", "s")}</row></sheetData>'


def test_more_shared_texts_than_are_read_end_the_scan() -> None:
    with jobkit_settings(SCANS={"MAX_SHARED_STRINGS": 100}):
        assert scan(raw_workbook(ONE_ROW, sharedStrings=shared(101))).code == "too_many_shared_texts"
        assert scan(raw_workbook(ONE_ROW, sharedStrings=shared(100))).error is None


class Stopped(Exception):
    """The scan should stop."""


@pytest.mark.parametrize("part", ["texts", "rows"])
def test_a_scan_stops_while_there_are_no_records_yet(part: str) -> None:
    class Stopping(FakeScan):
        def report(self, *report: Any) -> None:
            raise Stopped

    empty = "<sheetData>" + "<row/>" * 20_000
    # The styles are read behind the texts, and the rows behind them.
    damaged = raw_workbook(ONE_ROW, sharedStrings=shared(9), styles="<")
    book = damaged if part == "texts" else raw_workbook(empty)
    found: Iterator[Any] = read_file(FileOptions(), Stopping(book, "x.xlsx"))
    with pytest.raises(Stopped):
        next(found)


def test_a_preview_of_endless_shared_texts_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count(10**9)
    monkeypatch.setattr(budget, "monotonic", lambda: next(clock))
    shown = look(raw_workbook(ONE_ROW, sharedStrings=shared(100)), "x.xlsx")
    assert (shown["rows"], [problem["code"] for problem in shown["problems"]]) == ([], ["preview_ended"])
    assert FileOptions(**shown["options"]) == FileOptions()


@pytest.mark.parametrize("start", ['r="1048576"', 'r="1048570"'])
def test_rows_behind_the_last_that_a_sheet_can_have_end_the_scan(start: str) -> None:
    rows = f'<row r="1">{cell("A1", "a")}</row><row {start}><c><v>5</v></c></row>' + "<row/>" * 7
    found = scan(raw_workbook(f"<sheetData>{rows}</sheetData>"))
    assert (found.code, found.records) == ("too_many_rows", [{"a": 5}])


def test_more_cell_styles_than_a_workbook_can_have_are_refused() -> None:
    for number, code in ((65_537, "workbook_damaged"), (65_536, None)):
        styles = f"<styleSheet {MAIN}><cellXfs>" + "<xf/>" * number + "</cellXfs></styleSheet>"
        assert scan(raw_workbook(ONE_ROW, sharedStrings=shared(2), styles=styles)).code == code


@pytest.mark.parametrize("number", ["1E999", "-1e400", "NaN", "INF"])
@pytest.mark.parametrize("style", [0, 1])
def test_a_cell_with_what_json_has_no_number_for_stays_text(number: str, style: int) -> None:
    styles = f'<styleSheet {MAIN}><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
    row = f'<row r="2"><c r="A2" s="{style}"><v>{number}</v></c></row>'
    sheet = f"<sheetData><row r='1'>{cell('A1', 'when')}</row>{row}</sheetData>"
    assert read(raw_workbook(sheet, styles=styles)) == [{"when": number}]
