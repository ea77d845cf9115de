"""A scan that was cut off goes on at its cursor and finds exactly what it would have found."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_jobkit.testing.plugin import jobkit_settings
from tests.scans.file.context import Found, scan
from tests.scans.file.packing import workbook, zipped

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\r\t"), max_size=8)
TABLES = st.lists(st.tuples(TEXTS, st.integers().map(str), TEXTS), max_size=40)
ONCE_A_FUNCTION = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def cut_everywhere(data: bytes, name: str, batch: int, **options: Any) -> None:
    """Go on from every cursor; cursors are JSON, as the store keeps them."""
    with jobkit_settings(SCANS={"CHUNK_RECORDS": batch, "COMMIT_CHUNKS": 1}):
        whole = scan(data, name, **options)
        for count, made in enumerate(whole.batches, 1):
            rest = scan(data, name, json.loads(json.dumps(made.cursor)), **options)
            head = [dict(record) for before in whole.batches[:count] for record in before.records]
            assert head + rest.records == whole.records
            assert rest.code == whole.code
            assert told(whole)[-len(told(rest)) :] == told(rest) or not rest.problems


def told(found: Found) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in found.problems]


def written(rows: list[tuple[str, ...]], **how: Any) -> str:
    file = io.StringIO()
    csv.writer(file, **how).writerows([("p", "q", "r"), *rows])
    return file.getvalue()


@ONCE_A_FUNCTION
@given(TABLES, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_csv_writes_is_read_again(rows: list[tuple[str, ...]], delimiter: str, end: str) -> None:
    text = written(rows, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    found = scan(text.encode(), types="text", header=True, delimiter=delimiter, encoding="utf-8")
    assert found.error is None
    expected = [tuple(cell or None for cell in row) for row in rows if any(row)]
    assert [tuple(record.values()) for record in found.records] == expected


@ONCE_A_FUNCTION
@given(TABLES, st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]), st.integers(1, 7))
def test_a_table_goes_on_from_every_cursor(rows: list[tuple[str, ...]], encoding: str, batch: int) -> None:
    data = written(rows).encode(encoding)
    cut_everywhere(data, "x.csv", batch)
    cut_everywhere(gzip.compress(data), "x.csv.gz", batch)


@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_every_format_goes_on_from_every_cursor(batch: int) -> None:
    rows = [{"a": number, "b": f"x{number}" if number % 3 else None} for number in range(20)]
    cut_everywhere(json.dumps({"rows": rows}).encode(), "x.json", batch)
    cut_everywhere("\n".join([*map(json.dumps, rows), "nope", '{"a": 1}']).encode(), "x.ndjson", batch)
    items = "".join(f"<i><a>{row['a']}</a></i>" for row in rows)
    cut_everywhere(f"<r>{items}</r>".encode(), "x.xml", batch)
    cut_everywhere(f"<r>{items}<i>".encode(), "x.xml", batch)
    cut_everywhere(workbook(Data=[["a", "b"], *([row["a"], row["b"]] for row in rows)]), "x.xlsx", batch)


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_an_archive_goes_on_in_the_file_it_was_in(batch: int) -> None:
    tables = {f"{number}.csv": "a,b\n" + "".join(f"{number},{at}\n" for at in range(5)) for number in range(3)}
    tables["1.csv"] = "p;q\nx;1\ny;2,5\nz\n"
    cut_everywhere(zipped(tables), "x.zip", batch)


def test_types_are_not_found_out_anew() -> None:
    text = "id\n" + "1\n" * 10 + "x\n" * 10
    with jobkit_settings(SCANS={"CHUNK_RECORDS": 4, "COMMIT_CHUNKS": 1}):
        whole = scan(text, types={"id": "integer"})
        rest = scan(text, cursor=whole.batches[-2].cursor, types="detect")
    assert rest.codes == ["cell_not_integer"] * 4


def test_what_was_told_often_enough_is_not_told_again_after_a_cut() -> None:
    with jobkit_settings(SCANS={"CHUNK_RECORDS": 50}):
        whole = scan("id\n" + "x\n" * 300, types={"id": "integer"})
        rest = scan("id\n" + "x\n" * 300, cursor=whole.batches[2].cursor, types={"id": "integer"})
    assert (len(whole.problems), len(rest.records), len(rest.problems)) == (100, 200, 0)


def test_a_cursor_of_another_file_is_refused() -> None:
    cursor = scan("a,b\n1,2\n", "x.csv").batches[-1].cursor
    assert scan("a,b\n1,2\n", "y.csv", cursor).code == "file_changed"
    assert scan("a,b\n1,2\n", "x.csv", {"version": 99}).code == "file_changed"
    assert scan("a,b\n1,2\n", "x.csv", 7).code == "file_changed"
