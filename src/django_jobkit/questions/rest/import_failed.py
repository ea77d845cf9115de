"""The rows of an import that failed, as a table to be mended and imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django_jobkit.files.formulas import defused, restored
from django_jobkit.questions.models import ImportRow, QuestionImport

#: What we say of a row; the platform ``file`` leaves these columns out when the table comes back.
OURS = ("line", "errors")
_AT_ONCE = 200
# Spreadsheets take a file for UTF-8 by it.
_MARK = "\ufeff"


def failed_rows(question_import: QuestionImport) -> Iterator[bytes]:
    """The table as CSV, piece by piece; its columns are those of the source, in the order of their first appearance."""
    columns: dict[str, None] = {}
    for _, raw in _read(question_import, "raw"):
        columns.update(dict.fromkeys(name for name, _ in raw))
    names = [name for name in columns if name not in OURS]
    text = StringIO(_MARK)
    text.seek(0, 2)
    table = csv.writer(text)
    table.writerow(map(_shown, (*OURS, *names)))
    for _, line, errors, raw in _read(question_import, "line", "errors", "raw"):
        cells = dict(raw)
        table.writerow([line, _shown(_told(errors)), *(_shown(cells.get(name)) for name in names)])
        if text.tell() > 1 << 16:
            yield _taken(text)
    yield _taken(text)


def _read(question_import: QuestionImport, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The number and `columns` of each row; page by page, for MariaDB would send all rows of a cursor at once."""
    rows: Any = ImportRow._base_manager.filter(question_import=question_import, raw__isnull=False).order_by("number")
    last = -1
    while page := list(rows.filter(number__gt=last).values_list("number", *columns)[:_AT_ONCE]):
        yield from page
        last = page[-1][0]


def _taken(text: StringIO) -> bytes:
    piece = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return piece


def _told(errors: dict[str, list[str]]) -> str:
    return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in errors.items())


def _shown(cell: Any) -> Any:
    """`cell` as no spreadsheet runs it, and as the platform ``file`` reads it like the one that stood there."""
    return defused(restored(cell)) if isinstance(cell, str) else cell
