"""The reference names every option and every error code, in the words of the code."""

from __future__ import annotations

import inspect
from pathlib import Path

from django_jobkit.files import errors
from django_jobkit.files.errors import FileError
from django_jobkit.scans.extractors.file import FileOptions

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "scan-files.md"


def between(start: str, end: str) -> list[str]:
    lines = PAGE.read_text(encoding="utf-8").partition(f"<!-- {start} -->")[2].partition(f"<!-- {end} -->")[0]
    return [line for line in lines.splitlines() if line.startswith("| `")]


def test_every_error_code_is_there_with_its_meaning() -> None:
    known = [
        found
        for found in vars(errors).values()
        if inspect.isclass(found) and issubclass(found, FileError) and found is not FileError
    ]
    expected = [f"| `{found.code}` | {inspect.cleandoc(found.__doc__ or '')} |" for found in known]
    assert between("begin codes", "end codes") == [line for line in expected if "extraction_failed" not in line]


def test_every_option_is_there() -> None:
    assert [line.split("`")[1] for line in between("begin options", "end options")] == list(FileOptions.model_fields)
