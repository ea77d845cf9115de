"""Tables as people and programs really write them."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from django_jobkit.testing.plugin import jobkit_settings
from tests.scans.file.context import look, read, scan

AB = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,x\n2,y\n",
        "a,b\r\n1,x\r\n2,y\r\n",
        "a,b\r1,x\r2,y\r",
        "a,b\n1,x\n2,y",
        "a;b\n1;x\n2;y\n",
        "a\tb\n1\tx\n2\ty\n",
        "a|b\n1|x\n2|y\n",
        "\n\na,b\n\n1,x\n\n\n2,y\n\n",
        "a,b\n1,x\n,\n2,y\n,\n,\n",
        "a,b,\n1,x,\n2,y,\n",
        "a,b\n1,x,\n2,y,\n",
        '"a","b"\n"1","x"\n"2","y"\n',
        " a , b \n1,x\n2,y\n",
        "sep=;\r\na;b\r\n1;x\r\n2;y\r\n",
        '"sep=|"\r\na|b\r\n1|x\r\n2|y\r\n',
        "\ufeffa,b\n1,x\n2,y\n",
        "#a,b\n1,x\n2,y\n",
    ],
)
def test_a_table_is_the_same_table_however_it_is_written(text: str) -> None:
    found = scan(text)
    assert found.error is None
    assert found.records == AB


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ('a,b\n"x\ny",1\n', [{"a": "x\ny", "b": 1}]),
        ('a,b\r\n"x\r\ny",1\r\n', [{"a": "x\r\ny", "b": 1}]),
        ('a,b\n"say ""hi""",1\n', [{"a": 'say "hi"', "b": 1}]),
        ('a,b\n5" disk,1\n', [{"a": '5" disk', "b": 1}]),
        ('a,b\n"x,y",1\n', [{"a": "x,y", "b": 1}]),
        ("a;b\n1,5;2\n2,25;3\n", [{"a": 1.5, "b": 2}, {"a": 2.25, "b": 3}]),
        ("a;b\nHello, you;1\nBye, you;2\n", [{"a": "Hello, you", "b": 1}, {"a": "Bye, you", "b": 2}]),
        ("name\nAda\nBob\n", [{"name": "Ada"}, {"name": "Bob"}]),
        ("name\nHello, world\nBye\nSo long\n", [{"name": "Hello, world"}, {"name": "Bye"}, {"name": "So long"}]),
        ("1,2\n3,4\n", [{"column_1": 1, "column_2": 2}, {"column_1": 3, "column_2": 4}]),
        ("a,b\nx\0y,1\n", [{"a": "x\0y", "b": 1}]),
        ("a,b\nx\x0by,1\nx\u2028y,2\n", [{"a": "x\x0by", "b": 1}, {"a": "x\u2028y", "b": 2}]),
        ("order_id,placed on,total\n", []),
        ("Mill,12 Lane Street,4711\n", [{"column_1": "Mill", "column_2": "12 Lane Street", "column_3": 4711}]),
        ("hello\n", [{"column_1": "hello"}]),
        ("1,2\n", [{"column_1": 1, "column_2": 2}]),
        ("1,x", [{"column_1": 1, "column_2": "x"}]),
    ],
)
def test_cells_come_out_as_they_were_meant(text: str, records: list[dict[str, Any]]) -> None:
    found = scan(text)
    assert (found.error, found.records) == (None, records)


def test_titles_above_a_table_are_passed_over_and_told_of() -> None:
    found = scan("Sales of 2024\n\nid,name,qty\n1,x,5\n2,y,6\n")
    assert found.records == [{"id": 1, "name": "x", "qty": 5}, {"id": 2, "name": "y", "qty": 6}]
    assert found.codes == ["lines_skipped"]


def test_comments_above_a_table_are_passed_over() -> None:
    found = scan("# made by a machine\n# on Monday\nid,name\n1,x\n# no comment,y\n")
    assert found.records == [{"id": "1", "name": "x"}, {"id": "# no comment", "name": "y"}]


def test_names_are_made_unique_and_each_change_is_told() -> None:
    found = scan("a,a,,b,a_2\n1,2,3,4,5\n")
    assert list(found.records[0]) == ["a", "a_3", "column_3", "b", "a_2"]
    assert found.codes == ["header_duplicate", "header_empty"]
    assert found.problems[0].field == "a_3"


@pytest.mark.parametrize("text", ["name,tag,tag\nAda,x,y\nBob,z,x\n", "name,tag,tag,,\nAda,x,y,,\nBob,z,x,,\n"])
def test_a_header_may_repeat_a_name_that_no_cell_has(text: str) -> None:
    found = scan(text)
    assert found.records == [{"name": "Ada", "tag": "x", "tag_2": "y"}, {"name": "Bob", "tag": "z", "tag_2": "x"}]
    assert found.codes == ["header_duplicate"]
    assert scan("name,tag,tag\n").records == []


@pytest.mark.parametrize(
    "text", ["Ada,red,red\nBob,red,blue\n", "Ada,blue,blue\nBob,red,blue\n", "Ada,o'clock,o'clock\nBob,x,y\n"]
)
def test_a_first_row_that_repeats_what_are_cells_is_a_record(text: str) -> None:
    assert [record["column_1"] for record in scan(text).records] == ["Ada", "Bob"]


def test_a_short_row_has_nulls_and_a_long_one_keeps_all_its_cells() -> None:
    found = scan("a,b\n1,x\n2\n3,y,more,,most\n4,z\n")
    assert found.records == [
        {"a": 1, "b": "x"},
        {"a": 2, "b": None},
        {"a": 3, "b": "y", "column_3": "more", "column_5": "most"},
        {"a": 4, "b": "z"},
    ]
    assert [(problem.code, problem.line) for problem in found.problems] == [("cells_missing", 3), ("extra_cells", 4)]


def test_a_problem_behind_cells_of_many_lines_has_the_right_line() -> None:
    found = scan('a,b\n1,"x\ny\nz"\n2,"q\n"\nthree,w\n' + "4,v\n" * 5, types={"a": "integer"})
    assert [(problem.code, problem.line, problem.field) for problem in found.problems] == [("cell_not_integer", 7, "a")]


def test_a_column_of_row_names_without_a_name_is_found() -> None:
    found = scan("x,y\nfirst,1,2\nsecond,3,4\n")
    assert found.records[0] == {"column_1": "first", "x": 1, "y": 2}


def test_a_quote_that_is_never_closed_is_told_of() -> None:
    found = scan('a,b\n1,x\n2,"y\n3,z\n4,w\n')
    assert found.codes == ["unterminated_quote"]
    assert found.problems[0].line == 3
    assert found.records[0] == {"a": 1, "b": "x"}


def test_a_row_on_many_lines_that_ends_the_file_is_no_problem() -> None:
    assert read('a,b\n1,"x\ny\n"') == [{"a": 1, "b": "x\ny\n"}]
    assert read('a,b\n1,"x\ny"\n') == [{"a": 1, "b": "x\ny"}]


def test_told_options_win_over_what_would_be_found() -> None:
    assert read("1,2\n3,4\n", header=True) == [{"1": 3, "2": 4}]
    assert read("a,b\nx,y\n", header=False) == [{"column_1": "a", "column_2": "b"}, {"column_1": "x", "column_2": "y"}]
    assert read("1,2\n3,4\n", columns=["p", "q"]) == [{"p": 1, "q": 2}, {"p": 3, "q": 4}]
    assert read("a,b\n1,2\n", columns=["p"]) == [{"p": 1, "b": 2}]
    assert read("a;b,c\n1;2,3\n", delimiter=",") == [{"a;b": "1;2", "c": 3}]
    assert read("a,b\n'x,y',2\n", quote="'") == [{"a": "x,y", "b": 2}]
    assert read('a,b\n"x,2\n', quote=None) == [{"a": '"x', "b": 2}]
    assert read("a,b\n007,x\n", types={"b": "text"}) == [{"a": "007", "b": "x"}]
    assert read("a,b\n1,true\n", types="text") == [{"a": "1", "b": "true"}]
    assert read("a,b\n1,NULL\n-,x\n", null_values=["NULL", "-"]) == [{"a": 1, "b": None}, {"a": None, "b": "x"}]
    assert read("rubbish\nmore,of,it\na,b\n1,2\n", skip_rows=2) == [{"a": 1, "b": 2}]


@pytest.mark.parametrize("text", ["", "\n", "  \n\r\n", "\ufeff"])
def test_an_empty_file_has_no_records(text: str) -> None:
    assert scan(text).code == "no_records"


def test_a_long_line_and_a_large_cell_end_the_scan_and_keep_what_came_before() -> None:
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 300_000, "MAX_CELL_BYTES": 100_000}):
        found = scan("a,b\n" + "1,x\n" * 100_000 + "2," + "y" * 1_000_000)
        assert (found.code, len(found.records) > 90_000) == ("line_too_long", True)
        assert "100,002" in str(found.error)
        found = scan('a,b\n1,x\n2,"' + "y\n" * 100_000)
        assert (found.code, found.records) == ("cell_too_large", [{"a": 1, "b": "x"}])
        assert "line 3" in str(found.error)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("y" * 400_000, "line_too_long"),
        ("y" * 200_000, "cell_too_large"),
        ('"' + "y\n" * 100_000, "cell_too_large"),
    ],
)
@pytest.mark.parametrize("header", ["name", "name,kind", "name,kind,kind"])
def test_what_stands_above_a_row_that_is_too_long_is_the_header_still(header: str, row: str, code: str) -> None:
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 300_000, "MAX_CELL_BYTES": 100_000}):
        found = scan(f"{header}\n{row}\n")
        assert (found.records, found.code) == ([], code)
        found = scan(f"{header}\n{header.title()}\n{row}\n")
        assert ([record["name"] for record in found.records], found.code) == (["Name"], code)


def test_a_large_cell_is_read_alike_by_a_process_that_has_read_none_before() -> None:
    csv.field_size_limit(131_072)
    assert read("a,b\nx," + "y" * 200_000 + "\n")[0]["a"] == "x"


def test_a_row_of_endless_small_cells_ends_the_scan() -> None:
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 100_000, "CHUNK_BYTES": 100_000}):
        assert scan("a,b\n1,x\n" + '"\n",' * 500_000).code == "line_too_long"


def test_too_many_columns_end_the_scan() -> None:
    with jobkit_settings(SCANS={"MAX_COLUMNS": 10}):
        assert scan(",".join("abcdefghijk") + "\n").code == "too_many_columns"
        found = scan("a,b\n1,2\n" + "," * 20 + "x\n3,4\n")
        assert (found.code, found.records) == ("too_many_columns", [{"a": 1, "b": 2}])


def test_a_million_wrong_cells_are_told_a_bounded_number_of_times() -> None:
    found = scan("a\n" + "1\n" * 3000 + "x\n" * 5000)
    assert found.codes == ["cell_not_integer"] * 100
    assert [record["a"] for record in found.records[-2:]] == ["x", "x"]


def test_a_binary_file_is_refused() -> None:
    for data in (bytes(range(1, 32)) * 50, b"%PDF-1.7 x", b"\x89PNG\r\n", b"PAR1abc", b"\x00\x01\x02\x03" * 500):
        assert scan(data).code == "unknown_format"


def test_progress_counts_the_bytes_of_the_file() -> None:
    text = "a,b\n" + "1,x\n" * 200_000
    found = scan(text)
    assert found.reports[-1][:2] == (len(text), len(text))
    assert sum(batch.bytes for batch in found.batches) == len(text)


RAGGED = "v,c,s,d\n1,A,x\n2,B,y\n3,C\n4,D,z,w\n"
COMMENTED = "".join(f"# one, two; three | {n}\n# and so on\n{n}\tx y\tz\n" for n in range(9))


@pytest.mark.parametrize(
    ("text", "name", "delimiter"),
    [
        (RAGGED, "upload", ","),
        (RAGGED.replace(",", ";"), "x.csv", ";"),
        ("Report\n\n" + RAGGED, "upload", ","),
        ("a,b,c,d\n" + "1\n" * 5 + "1,2\n", "upload", ","),
        ("a,b\n" + "".join("1" + ",2" * n + "\n" for n in range(2, 9)), "upload", ","),
        (COMMENTED, "upload", "\t"),
        ("1,x\t2\n3,y\t4\n", "x.csv", ","),
        ("1,x\t2\n3,y\t4\n", "x.tsv", "\t"),
        ("1,5;2,5\n3,5;4,5\n", "x.csv", ";"),
        ("1,x;y\n2,y;z\n", "x.csv", ","),
    ],
)
def test_the_delimiter_is_found_where_rows_are_ragged_or_fit_two_of_them(text: str, name: str, delimiter: str) -> None:
    assert look(text, name)["delimiter"] == delimiter


def test_rows_that_leave_out_their_last_cells_are_rows_of_the_table() -> None:
    found = scan(RAGGED)
    assert [list(record) for record in found.records] == [["v", "c", "s", "d"]] * 4
    assert found.records[2] == {"v": 3, "c": "C", "s": None, "d": None}
    assert found.codes == ["cells_missing"] * 3


@pytest.mark.parametrize("text", ["name\nHello, world, you\nBye, you\nSo long\n", "Well, yes\nBye\nSo\nNo\n"])
def test_sentences_with_commas_are_one_column(text: str) -> None:
    assert all(len(record) == 1 for record in scan(text).records)
