"""Notes that Anki exports as plain text."""

from __future__ import annotations

import pytest

from tests.questions.platforms.file.reading import read, read_one

pytestmark = pytest.mark.requires_extra("files")


def test_the_front_is_the_title_and_the_back_the_content() -> None:
    data = "#separator:tab\n#html:true\n#tags column:3\nWhat is 2+2?\t<b>4</b>\tmath sums::small\n"
    row = read_one(data, "notes.txt")
    assert (row.title, row.content, row.tags, row.line) == ("What is 2+2?", "<b>4</b>", ("math", "sums::small"), 4)


def test_a_front_with_markup_is_kept_above_the_back() -> None:
    row = read_one('#separator:tab\n#html:true\n"What is <i>""x""</i>?<br>\nSay"\tthis\n', "notes.txt")
    assert row.title == 'What is "x"? Say'
    assert row.content == 'What is <i>"x"</i>?<br>\nSay<hr>this'


def test_text_that_is_no_html_is_shown_as_it_is() -> None:
    row = read_one('#separator:tab\n#html:false\na < b?\t"x & y\nz"\n', "notes.txt")
    assert (row.title, row.content) == ("a < b?", "x &amp; y<br>z")


def test_columns_may_say_the_guid_the_deck_and_the_kind_of_note() -> None:
    data = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        "g1\tBasic\tInterviews\tQ1\tA1\tx y\n"
        "g2\tBasic\tInterviews\tQ2\tA2\t\n"
    )
    first, second = read(data, "notes.txt")
    assert (first.external_id, first.title, first.content, first.tags) == ("g1", "Q1", "A1", ("x", "y"))
    assert (second.external_id, second.title, second.tags, second.line) == ("g2", "Q2", None, 8)


def test_names_of_the_fields_are_taken_where_they_are_said() -> None:
    data = "#separator:Comma\n#html:true\n#columns:Extra,Front,Difficulty\n#tags:all of it\nhm,Q,Hard\n"
    row = read_one(data, "notes.csv")
    assert (row.title, row.difficulty, row.content) == ("Q", "Hard", "hm")
    assert row.tags == ("all", "of", "it")


def test_a_mapping_wins_over_what_anki_says() -> None:
    data = "#separator:tab\n#html:true\nA\tB\n"
    row = read_one(data, "notes.txt", mapping={"column_2": "title", "column_1": None})
    assert row.title == "B"


def test_a_long_front_is_cut_in_the_title_alone() -> None:
    front = "word " * 100
    row = read_one(f"#separator:tab\n#html:true\n{front}\tback\n", "notes.txt")
    assert len(row.title) == 255
    assert row.content == f"{front}<hr>back"


@pytest.mark.parametrize(
    "header",
    [
        "#separator:",
        "#separator:nothing",
        '#separator:"',
        "#separator:x",
        "#separator:\0",
        "#separator:tab\n#tags column:99999999999",
    ],
)
def test_a_header_that_makes_no_sense_is_survived(header: str) -> None:
    (row,) = read(f"{header}\nQ\tA\n", "notes.txt")
    assert row.title == "Q"
