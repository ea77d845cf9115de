"""Columns as Arrow has them, and the groups of rows in which Parquet keeps them; imported where pyarrow is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

import pyarrow
from pyarrow import parquet

from django_jobkit.scans.extracting import Record
from django_jobkit.scans.formats.cells import as_text, column_of
from django_jobkit.scans.formats.content import Column, Content
from django_jobkit.scans.problems import ScanGrewMeanwhile

#: A group is written when it has so many rows or bytes; readers skip or load whole ones.
_GROUP_ROWS = 100_000
_GROUP_BYTES = 32 * 1024 * 1024
_TEXT = pyarrow.string()


def write_groups(file: IO[bytes], content: Content) -> None:
    """`content` as Parquet."""
    schema = pyarrow.schema([(column.name, _type_of(column)) for column in content.columns])
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(_tables(content, schema)):
            writer.write_table(pyarrow.concat_tables(group), row_group_size=_GROUP_ROWS)


def _type_of(column: Column) -> Any:
    """The type that holds every value of `column`; text where there is no other."""
    if column.types == {"integer"}:
        return pyarrow.int64()
    if column.types and column.types <= {"integer", "number"}:
        return pyarrow.float64()
    if column.types == {"boolean"}:
        return pyarrow.bool_()
    return _TEXT


def _tables(content: Content, schema: Any) -> Iterator[Any]:
    for batch in content.batches():
        try:
            yield pyarrow.table([_array(batch, field) for field in schema], schema=schema)
        except (pyarrow.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise ScanGrewMeanwhile from error


def _array(batch: Sequence[Record], field: Any) -> Any:
    values = column_of(batch, field.name)
    if field.type == _TEXT:
        values = [as_text(value) for value in values]
    elif field.type == pyarrow.float64():
        # Arrow refuses a whole number that a float holds only nearly.
        values = [None if value is None else float(value) for value in values]
    return pyarrow.array(values, field.type)


def _groups(tables: Iterator[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for table in tables:
        group.append(table)
        if sum(part.num_rows for part in group) >= _GROUP_ROWS or sum(part.nbytes for part in group) >= _GROUP_BYTES:
            yield group
            group = []
    if group:
        yield group
