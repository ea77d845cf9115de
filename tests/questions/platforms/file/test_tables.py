"""Questions out of CSV, TSV and workbooks."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from django_jobkit.files.formulas import defused
from django_jobkit.questions.importing.checking import check
from django_jobkit.questions.importing.rows import AttemptFields, ImportedRow, InvalidRow
from django_jobkit.questions.problems import PlatformError
from tests.questions.platforms.file.reading import errors_of, read, read_one, workbook

pytestmark = pytest.mark.requires_extra("files")

_TRACKER = """Problem,Topics,Level,Link,Date,Status,Minutes,Notes
Two Sum,Array; Hash Table,E,https://example.com/1,2026-03-04,AC,45 min,a map does it
"""


def test_a_row_becomes_a_question_with_its_attempt() -> None:
    assert read_one(_TRACKER) == ImportedRow(
        title="Two Sum",
        source="https://example.com/1",
        difficulty="Easy",
        tags=("Array", "Hash Table"),
        attempts=(
            AttemptFields(
                date_attempted=datetime(2026, 3, 4, tzinfo=UTC),
                outcome="Solved",
                time_spent_min=45,
                self_notes="a map does it",
            ),
        ),
        line=2,
        raw={
            "Problem": "Two Sum",
            "Topics": "Array; Hash Table",
            "Level": "E",
            "Link": "https://example.com/1",
            "Date": "2026-03-04",
            "Status": "AC",
            "Minutes": "45 min",
            "Notes": "a map does it",
        },
    )


@pytest.mark.parametrize("name", ["questions.tsv", "questions.txt"])
def test_it_may_be_separated_by_tabs(name: str) -> None:
    assert read_one(_TRACKER.replace(",", "\t"), name).tags == ("Array", "Hash Table")


def test_it_may_be_packed() -> None:
    assert read_one(gzip.compress(_TRACKER.encode()), "questions.csv.gz").title == "Two Sum"
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a.csv", _TRACKER)
        archive.writestr("b.csv", "Name,Url\nThree Sum,https://example.com/2\n")
    rows = read(kept.getvalue(), "questions.zip")
    assert [(row.title, row.source) for row in rows] == [
        ("Two Sum", "https://example.com/1"),
        ("Three Sum", "https://example.com/2"),
    ]


def test_a_workbook_keeps_its_dates_and_numbers() -> None:
    data = workbook(
        ["Title", "Solved on", "Solved", "Minutes", "Active"],
        ["Two Sum", datetime(2026, 3, 4, 18, 30), True, 45, False],  # sheets know no zones
        ["2048", date(2026, 3, 5), "no", None, None],
    )
    first, second = read(data, "questions.xlsx")
    assert first.attempts[0].date_attempted == datetime(2026, 3, 4, 18, 30, tzinfo=UTC)
    assert (first.attempts[0].outcome, first.attempts[0].time_spent_min, first.is_active) == ("Solved", 45, False)
    assert (second.title, second.attempts[0].outcome, second.line) == ("2048", "Failed", 3)


def test_what_is_wrong_in_a_row_is_told_by_field_and_line() -> None:
    data = (
        "Title,Level,Date,Result,Minutes,Tags\n"
        "A,huge,2026-03-04,solved,45,x\n"
        ",Easy,2026-03-04,solved,45,x\n"
        '"B\nb",Easy,3/4/2026,purple,soon,x\n'
        "C,Easy,,solved,,\n"
        "D,Easy,,todo,,\n"
    )
    assert errors_of(data) == {
        2: ["difficulty"],
        3: ["title"],
        4: ["date_attempted", "outcome", "time_spent_min"],
        6: ["date_attempted"],
    }
    bad = next(row for row in read(data) if isinstance(row, InvalidRow))
    assert (bad.title, bad.raw["Level"]) == ("A", "huge")


def test_dates_with_two_meanings_need_a_word_of_the_user() -> None:
    data = "Title,Date\nA,03/04/2026\n"
    assert errors_of(data) == {2: ["date_attempted"]}
    assert read_one(data, day_first=True).attempts[0].date_attempted == datetime(2026, 4, 3, tzinfo=UTC)
    assert read_one(data, date_format="%m/%d/%Y").attempts[0].date_attempted == datetime(2026, 3, 4, tzinfo=UTC)


def test_dates_are_in_the_zone_of_the_user() -> None:
    row = read_one("Title,Date\nA,2026-07-01 12:00\n", time_zone="Europe/Lisbon")
    assert row.attempts[0].date_attempted == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_a_status_without_any_date_makes_no_attempt_unless_there_is_a_default() -> None:
    data = "Title,Status\nA,Solved\nB,\nC,todo\n"
    assert [row.attempts for row in read(data)] == [(), (), ()]
    first, *others = read(data, default_date="2026-01-01")
    assert first.attempts == (AttemptFields(date_attempted=datetime(2026, 1, 1, tzinfo=UTC), outcome="Solved"),)
    assert [row.attempts for row in others] == [(), ()]


def test_an_empty_cell_says_nothing() -> None:
    row = read_one("Title,Source,Tags,Level,Active,Content\nA,,,,,\n")
    assert (row.source, row.tags, row.difficulty, row.is_active, row.content) == (None, None, None, None, None)


def test_a_source_for_all_can_be_given() -> None:
    assert [row.source for row in read("Title,Link\nA,\nB,x\n", default_source="my list")] == ["my list", "x"]


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "-5 and more", "@a", "'quoted'", "plain"])
def test_what_our_exports_put_before_formulas_is_taken_off(text: str) -> None:
    quoted = defused(text).replace('"', '""')
    assert read_one(f'Title,Notes,Date\nA,"{quoted}",2026-03-04\n').attempts[0].self_notes == text


def test_a_plain_list_of_titles_will_do() -> None:
    assert [row.title for row in read("Two Sum\nThree Sum\n", file={"header": False})] == ["Two Sum", "Three Sum"]


def test_rows_without_names_begin_with_the_title_and_two_columns_are_cards() -> None:
    (row, _) = read("Two Sum,Easy,2026-03-04\nThree Sum,Hard,2026-03-05\n", file={"header": False})
    assert (row.title, row.content, row.attempts) == ("Two Sum", None, ())
    (card, _) = read("Why?\tSo\nHow?\tThus\n", "cards.txt", file={"header": False})
    assert (card.title, card.content) == ("Why?", "So")


def test_a_first_title_is_not_lost_for_a_header() -> None:
    with pytest.raises(PlatformError, match=r"file\.header"):
        read("Two Sum\nThree Sum\n")
    assert [row.title for row in read("Meine Fragen\nWarum\n", file={"header": True})] == ["Warum"]


def test_several_rows_of_a_question_each_give_an_attempt() -> None:
    rows = read("title,date_attempted,outcome\nA,2026-03-04,Failed\nA,2026-03-05,Solved\n")
    assert [row.attempts[0].outcome for row in rows] == ["Failed", "Solved"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "no_records"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "xls_not_supported"),
        (b"PK\x03\x04 broken", "a.zip", "archive_damaged"),
        (b'{"questions": [', "a.json", "json_damaged"),
    ],
)
def test_a_file_that_cannot_be_read_keeps_its_own_code(data: bytes, name: str, code: str) -> None:
    with pytest.raises(PlatformError) as refused:
        read(data, name)
    assert refused.value.code == code
    assert not refused.value.retry


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(PlatformError) as refused:
        read("Title," + ",".join(f"c{number}" for number in range(600)) + "\nA\n")
    assert refused.value.code == "too_many_columns"


def test_columns_of_one_name_are_told_apart_and_the_first_of_them_is_taken() -> None:
    (row,) = read("title,tag,tag\nTwo Sum,array,map\n")
    assert (row.title, row.tags, row.raw["tag_2"]) == ("Two Sum", ("array",), "map")


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    head = "title,difficulty,minutes,outcome,date,tags,source\n"
    (bad,) = read(head + f",nightmare,soon,perhaps,2026-01-02,{'t' * 300},{'s' * 5000}\n")
    assert isinstance(bad, InvalidRow)
    assert check(bad, "file").errors.keys() == {"title", "difficulty", "time_spent_min", "outcome", "tags", "source"}
    assert check(bad, "file").errors["title"] == ["There is no title."]
    (undated,) = read(f"title,difficulty,minutes,date\n{'t' * 300},x,5,\n")
    assert check(undated, "file").errors.keys() == {"title", "difficulty", "date_attempted"}
