"""What an import would read is shown before it begins."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile

from django_jobkit.files.errors import FileError
from django_jobkit.questions.platforms.file import FileImportOptions, check_mapping, preview_file, read_file
from django_jobkit.questions.problems import InvalidOptions
from tests.questions.platforms.file.reading import read, workbook

pytestmark = pytest.mark.requires_extra("files")


def _preview(data: bytes | str, name: str = "a.csv", rows: int = 10, **options: Any) -> dict[str, Any]:
    upload = data.encode() if isinstance(data, str) else data
    return preview_file(io.BytesIO(upload), name, FileImportOptions.model_validate(options), rows=rows, seconds=5)


def test_it_shows_columns_their_fields_and_the_rows_as_they_would_be() -> None:
    found = _preview("Problem;Level;Date;Other\nTwo Sum;E;2026-03-04;x\n;Easy;;\n")
    assert found["mapping"] == {"Problem": "title", "Level": "difficulty", "Date": "date_attempted", "Other": None}
    assert found["columns"][0] == {"name": "Problem", "examples": ["Two Sum"], "field": "title"}
    good, bad = found["rows"]
    assert (good["line"], good["title"], good["difficulty"], good["errors"]) == (2, "Two Sum", "Easy", {})
    assert good["attempts"][0]["date_attempted"] == "2026-03-04T00:00:00+00:00"
    assert (bad["line"], bad["errors"]) == (3, {"title": ["There is no title."]})
    assert (found["format"], found["delimiter"], found["header"]) == ("csv", ";", True)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Problem;Level\nTwo Sum;E\n", "a.csv"),
        (b"#separator:tab\n#html:true\n#tags column:3\nQ\tA\tx y\n", "a.txt"),
        (b'{"questions": [{"title": "A", "logs": []}]}', "a.json"),
        (None, "a.xlsx"),
    ],
)
def test_an_import_with_the_options_of_the_answer_reads_the_same(data: bytes | None, name: str) -> None:
    data = data or workbook(["Title", "Date"], ["A", "2026-03-04"])
    options = _preview(data, name)["options"]
    assert read(data, name, **options) == read(data, name)


def test_it_tells_the_errors_that_the_import_would_find() -> None:
    rows = _preview(f"title,tags\n{'t' * 300},a\nTwo Sum,{'t' * 300}\n")["rows"]
    assert [list(row["errors"]) for row in rows] == [["title"], ["tags"]]


def test_it_reads_as_many_rows_as_are_asked_for() -> None:
    data = "Title\n" + "A\n" * 5000
    assert len(_preview(data, rows=3)["rows"]) == 3


def test_it_says_what_is_missing() -> None:
    assert [found["code"] for found in _preview("Frage;Antwort\nWhy;So\n")["problems"]] == ["no_title_column"]
    undated = _preview("Title;Status\nA;Solved\n")
    assert [found["code"] for found in undated["problems"]] == ["no_date_column"]
    assert undated["mapping"]["Status"] is None


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidOptions) as refused:
        _preview("Title\nA\n", mapping={"Name": "title"})
    assert set(refused.value.details) == {"mapping.Name"}


def test_a_mapping_can_be_checked_before_anything_else() -> None:
    def check(data: bytes, mapping: dict[str, str]) -> None:
        file = ContentFile(data, "a.csv")
        check_mapping(FileImportOptions.model_validate({"mapping": mapping}), file)
        assert file.tell() == 0

    check(b"Name\nA\n", {"Name": "title"})
    check(b"", {"Name": "title"})
    with pytest.raises(InvalidOptions):
        check(b"Title\nA\n", {"Name": "title"})


def test_a_file_that_cannot_be_read_is_an_error_of_the_file() -> None:
    with pytest.raises(FileError):
        _preview(b"", "a.csv")


def test_the_options_in_the_answer_are_options() -> None:
    options = _preview("Title;Date\nA;3/4/2026\n", day_first=True, default_source="x")["options"]
    assert read_file.validated(options)
    assert (options["day_first"], options["default_source"]) == (True, "x")
