"""What pyarrow makes of our Parquet."""

from __future__ import annotations

import importlib.util
import sys
from io import BytesIO
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from pyarrow import parquet

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.scans.formats import Column, StoredContent, formats, row_groups
from django_jobkit.scans.problems import ScanGrewMeanwhile
from tests.scans.formats.kit import chosen, stored, written


def read(data: bytes) -> Any:
    return parquet.read_table(BytesIO(data))


def types(data: bytes) -> dict[str, str]:
    return {field.name: str(field.type) for field in read(data).schema}


def test_a_column_has_the_type_that_all_its_values_have() -> None:
    records: list[dict[str, Any]] = [
        {"i": 1, "f": 1, "b": True, "t": "x", "n": None},
        {"i": None, "f": 2.5, "b": None, "t": "=1", "n": None},
        {"i": 2**53 + 1, "f": 3, "b": False},
    ]
    data = written("parquet", stored(records))
    assert types(data) == {"i": "int64", "f": "double", "b": "bool", "t": "string", "n": "string"}
    assert read(data).to_pylist() == [
        {"i": 1, "f": 1.0, "b": True, "t": "x", "n": None},
        {"i": None, "f": 2.5, "b": None, "t": "=1", "n": None},
        {"i": 2**53 + 1, "f": 3.0, "b": False, "t": None, "n": None},
    ]


def test_mixed_and_nested_columns_are_text() -> None:
    records: list[dict[str, Any]] = [{"m": 1, "o": {"a": 1}}, {"m": "x", "o": {"b": [True]}}, {"m": True, "o": None}]
    data = written("parquet", stored(records))
    assert types(data) == {"m": "string", "o": "string"}
    assert read(data).to_pydict() == {"m": ["1", "x", "true"], "o": ['{"a":1}', '{"b":[true]}', None]}


def test_a_number_that_a_float_holds_only_nearly_is_rounded() -> None:
    assert read(written("parquet", stored([{"f": 2**60 + 1}, {"f": 0.5}])))["f"].to_pylist() == [2.0**60, 0.5]


def test_records_that_a_filter_left_over_are_written_alike() -> None:
    records = [{"a": "x", "b": True}, {"a": "=y"}, {"b": None}]
    assert read(written("parquet", chosen(records))) == read(written("parquet", stored(records)))


def test_rows_are_kept_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_groups, "_GROUP_ROWS", 4)
    file = parquet.ParquetFile(BytesIO(written("parquet", stored([{"a": number} for number in range(10)]))))
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [4, 4, 2]
    assert file.read()["a"].to_pylist() == list(range(10))


def test_long_records_make_small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_groups, "_GROUP_BYTES", 1000)
    file = parquet.ParquetFile(BytesIO(written("parquet", stored([{"a": "x" * 600}] * 8))))
    assert file.num_row_groups == 4


@pytest.mark.parametrize("columns", [[], [Column("a", frozenset({"integer"}))]])
def test_no_records_are_a_file_as_well(columns: list[Column]) -> None:
    table = read(written("parquet", StoredContent(columns, [], 0)))
    assert (table.num_rows, table.column_names) == (0, [column.name for column in columns])


@pytest.mark.parametrize("kind", ["integer", "number", "boolean"])
def test_what_the_profile_does_not_know_yet_is_a_conflict(kind: str) -> None:
    content = StoredContent([Column("a", frozenset({kind}))], [b'{"a":"x"}\n'])
    with pytest.raises(ScanGrewMeanwhile):
        formats["parquet"].write(content)


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert formats["parquet"].is_available()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, row_groups.__name__)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing, match=r"django-jobkit\[parquet\]"):
        formats["parquet"].write(stored([]))
