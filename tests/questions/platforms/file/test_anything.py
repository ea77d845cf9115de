"""Whatever stands in a file, a row is a question or says what is wrong with it."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.exceptions import JobkitError
from django_jobkit.questions.importing.rows import ImportedRow, InvalidRow
from django_jobkit.questions.platforms.file import FileImportOptions, propose_mapping
from django_jobkit.questions.platforms.file.anki import AnkiHeader
from django_jobkit.questions.platforms.file.columns import FIELDS
from django_jobkit.questions.platforms.file.rows import RowReader
from django_jobkit.questions.platforms.values.dates import DateStyle
from tests.questions.platforms.file.reading import read

pytestmark = pytest.mark.requires_extra("files")

_WORDS = st.sampled_from(
    ["Two Sum", "solved", "Easy", "2026-03-04", "3/4/2026", "45 min", "a;b", '["a"]', "yes", "'=1", ""]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=3),
    max_leaves=8,
)
_ANKI = AnkiHeader(lines=2, delimiter="\t", is_html=True, names=(), special={}, tags="x y")


@given(
    st.dictionaries(st.sampled_from(FIELDS), _WORDS | _JSON),
    st.booleans(),
    st.sampled_from([None, _ANKI]),
    st.sampled_from([None, "2026-01-01"]),
)
def test_a_record_of_any_shape_is_a_row(
    record: dict[str, Any], is_table: bool, anki: AnkiHeader | None, default_date: str | None
) -> None:
    options = FileImportOptions.model_validate({"default_date": default_date})
    fields = {field: field for field in FIELDS}
    row = RowReader(fields, options, DateStyle(UTC), is_table=is_table, anki=anki).read(record, 1)
    if isinstance(row, InvalidRow):
        assert row.errors
        assert all(messages and all(messages) for messages in row.errors.values())
    else:
        assert isinstance(row, ImportedRow)
        assert row.title


@given(st.lists(st.text() | st.sampled_from(FIELDS)), st.booleans())
def test_a_proposal_gives_every_field_to_one_column_at_most(columns: list[str], nested: bool) -> None:
    found = propose_mapping(columns, nested=nested)
    assert set(found) == set(columns)
    given_out = [field for field in found.values() if field is not None]
    assert len(given_out) == len(set(given_out))


@given(st.lists(_JSON, max_size=4))
def test_json_of_any_shape_is_read_or_refused(items: list[Any]) -> None:
    text = json.dumps(items).encode("utf-8", "surrogatepass")
    try:
        rows = read(text, "a.json")
    except JobkitError:
        return
    assert all(isinstance(row, ImportedRow | InvalidRow) for row in rows)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.txt", "a.json", "a.ndjson", "a.xml", "a.xlsx", "a.zip"]))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes, name: str) -> None:
    for head in (b"", b"#separator:tab\n#html:true\n", b"Title,Date,Tags\n"):
        try:
            read(head + data, name)
        except JobkitError:
            continue
