"""What may be said about a file, and how it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from django_jobkit.scans.extractors.file import read_file
from django_jobkit.scans.problems import InvalidOptions
from django_jobkit.scans.registry import extractors


def test_it_is_registered_and_takes_an_upload() -> None:
    assert extractors.get("file") is read_file
    assert read_file.takes_upload


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"format": "pdf"}, "options.format"),
        ({"encoding": "utf-99"}, "options.encoding"),
        ({"encoding": "base64"}, "options.encoding"),
        ({"delimiter": "ab"}, "options.delimiter"),
        ({"delimiter": "\n"}, "options.delimiter"),
        ({"delimiter": "x"}, "options.delimiter"),
        ({"quote": "ü"}, "options.quote"),
        ({"delimiter": '"'}, "options"),
        ({"columns": ["a", "a"]}, "options.columns"),
        ({"columns": [""]}, "options.columns.0"),
        ({"types": {"a": "money"}}, "options.types."),
        ({"skip_rows": -1}, "options.skip_rows"),
        ({"sheet": 0}, "options.sheet"),
        ({"path": "a", "format": "csv"}, "options"),
        ({"sheet": 1, "format": "json"}, "options"),
        ({"nonsense": 1}, "options.nonsense"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidOptions) as caught:
        read_file.validated(options)
    assert any(name == field or (field.endswith(".") and name.startswith(field)) for name in caught.value.details)


def test_the_schema_describes_every_option() -> None:
    for name, about in read_file.schema()["properties"].items():
        assert about.get("description"), name
