"""The preview: what a start would find, for any file in bounded time."""

from __future__ import annotations

import gzip
import io
import json

import pytest

from django_jobkit.files import preview as module
from django_jobkit.files.errors import FileError
from django_jobkit.files.limits import Limits
from tests.scans.file.context import look, read
from tests.scans.file.packing import zipped

CSV = "id;name;price\n1;Ada;1,5\n2;Bob;2,25\n3;;3,75\n"


def test_it_says_all_that_was_found_out() -> None:
    assert look(CSV, "x.csv", rows=2) == {
        "format": "csv",
        "compression": "none",
        "encoding": "utf-8",
        "delimiter": ";",
        "header": True,
        "members": [],
        "columns": [
            {"name": "id", "type": "integer", "examples": [1, 2]},
            {"name": "name", "type": "text", "examples": ["Ada", "Bob"]},
            {"name": "price", "type": "number", "examples": [1.5, 2.25]},
        ],
        "rows": [{"id": 1, "name": "Ada", "price": 1.5}, {"id": 2, "name": "Bob", "price": 2.25}],
        "problems": [],
        "options": {"format": "csv", "encoding": "utf-8", "delimiter": ";", "decimal": ",", "header": True},
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (CSV, "x.csv"),
        ("1\t2\n3\t4\n", "x.tsv"),
        ('{"data": [{"a": 1}, {"a": 2}]}', "x.json"),
        ('{"a": 1}\n{"a": 2}\n', "x.ndjson"),
        ("<r><i><a>1</a></i><i><a>2</a></i></r>", "x.xml"),
    ],
)
def test_a_start_with_its_options_finds_the_same(text: str, name: str) -> None:
    shown = look(text, name)
    assert read(text, name, **shown["options"]) == shown["rows"] == read(text, name)
    assert json.loads(json.dumps(shown)) == shown


@pytest.mark.requires_extra("scans")
def test_problems_are_shown_and_damage_behind_the_first_rows_too() -> None:
    shown = look("a,a\n1,2\n3\n")
    assert [problem["code"] for problem in shown["problems"]] == ["header_duplicate", "cells_missing"]
    assert shown["problems"][1] | {"message": ""} == {"code": "cells_missing", "message": "", "line": 3, "field": ""}
    shown = look('[{"a": 1}, {"a": nope}]', "x.json")
    assert shown["rows"] == [{"a": 1}]
    assert shown["problems"][0]["code"] == "json_damaged"


def test_what_cannot_be_read_at_all_is_an_error() -> None:
    with pytest.raises(FileError) as caught:
        look(b"%PDF-1.7")
    assert caught.value.code == "unknown_format"


def test_it_reads_no_more_of_a_large_file_than_it_needs() -> None:
    class Counted(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            Counted.taken += len(data)
            return data

    file = Counted(("id,näme\n" + "1,ä\n" * 5_000_000).encode())
    assert len(module.preview(file, "x.csv", module.FileOptions(), 5, limits=Limits(), seconds=10.0)["rows"]) == 5
    assert Counted.taken < 4_000_000


def test_a_file_without_end_ends_the_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_BYTES", 1_000_000)
    nothing = "<r>" + "<!-- nothing -->" * 500_000
    for data in (gzip.compress(nothing.encode()), zipped({"x.xml": nothing})):
        shown = look(data, "x.xml")
        assert shown["rows"] == []
        assert [problem["code"] for problem in shown["problems"]] == ["preview_ended"]


def test_the_files_of_an_archive_are_named() -> None:
    shown = look(zipped({"a.csv": "a,b\n1,2\n", "b.csv": "a;b\n3;4\n"}))
    assert (shown["compression"], shown["members"]) == ("zip", ["a.csv", "b.csv"])
    assert shown["rows"] == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    assert shown["options"] == {"format": "csv"}
