"""Files as rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django_jobkit.questions.importing.rows import ImportedRow, InvalidRow
from django_jobkit.questions.platforms.file import read_file
from django_jobkit.testing.platforms import rows_of, run_platform


def read(data: bytes | str, name: str = "questions.csv", **options: Any) -> list[Any]:
    """The rows of a file; whatever is wrong with them shows when they are looked at."""
    upload = data.encode() if isinstance(data, str) else data
    return rows_of(run_platform(read_file, options, upload=upload, upload_name=name))


def read_one(data: bytes | str, name: str = "questions.csv", **options: Any) -> ImportedRow:
    """The only row, which is a good one."""
    (row,) = read(data, name, **options)
    assert isinstance(row, ImportedRow), row
    return row


def errors_of(data: bytes | str, name: str = "questions.csv", **options: Any) -> dict[int | None, list[str]]:
    """The fields that are wrong in the bad rows, by line."""
    return {row.line: sorted(row.errors) for row in read(data, name, **options) if isinstance(row, InvalidRow)}


def workbook(*rows: Sequence[Any]) -> bytes:
    """An .xlsx file of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
