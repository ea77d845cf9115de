"""What the columns of a sheet are called and hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django_jobkit.files.notes import Notes
from django_jobkit.files.options import FileOptions
from django_jobkit.files.sheets.rows import Row
from django_jobkit.files.tables.cells import Misfit
from django_jobkit.files.tables.column_types import ColumnType, detect_type, named_type
from django_jobkit.files.tables.headers import looks_like_header
from django_jobkit.files.tables.layout import name_columns

#: The type of a column whose cells stay what the workbook says they are.
AS_IT_IS = ""
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number"}


def detect_sheet_layout(rows: Sequence[Row], options: FileOptions, notes: Notes) -> dict[str, Any]:
    """The columns in use, their names and types, and how many rows come before the first record."""
    titles = _titles([values for _, values in rows])
    table = rows[titles:]
    if titles:
        notes.add("lines_skipped", f"{titles} rows above the table were passed over.", line=rows[0][0])
    columns = sorted({column for _, values in table for column in values})
    texts = [[cell_text(values.get(column)) for column in columns] for _, values in table]
    header = options.header is True or (options.header == "auto" and looks_like_header(texts[0], texts[1:]))
    body = [values for _, values in table[1 if header else 0 :]]
    names = name_columns(texts[0] if header else [], len(columns), options, notes, table[0][0])
    types = [
        _type(name, [values[column] for values in body if column in values], options)
        for name, column in zip(names, columns, strict=True)
    ]
    return {
        "header": header,
        "columns": columns,
        "names": names,
        "types": [[kind.name, kind.pattern] for kind in types],
        "shown_types": [
            kind.name or _shown([values[column] for values in body if column in values])
            for kind, column in zip(types, columns, strict=True)
        ],
        "skip": titles + header,
    }


def converted(value: Any, kind: ColumnType) -> Any:
    """`value` as a value of this type; raises Misfit."""
    if kind.name == AS_IT_IS or value is None:
        return value
    if kind.name == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    convert = kind.convert
    return convert(cell_text(value).strip()) if convert else cell_text(value)


def cell_text(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _titles(rows: Sequence[dict[int, Any]]) -> int:
    """How many rows at the top have one cell only, above rows that have more."""
    wide = next((at for at, values in enumerate(rows) if len(values) > 1), 0)
    return wide if wide < len(rows) - 1 else 0


def _type(name: str, values: Sequence[Any], options: FileOptions) -> ColumnType:
    if options.types == "text":
        return ColumnType("text")
    if options.types != "detect" and name in options.types:
        return named_type(options.types[name], [cell_text(value) for value in values])
    return ColumnType(AS_IT_IS)


def _shown(values: Sequence[Any]) -> str:
    """What a preview says that a column holds."""
    kinds = {_JSON_TYPES.get(type(value), "text") for value in values}
    if kinds == {"integer", "number"}:
        return "number"
    if kinds != {"text"}:
        return kinds.pop() if len(kinds) == 1 else "text"
    found = detect_type([str(value) for value in values]).name
    return found if found in {"date", "datetime"} else "text"


__all__ = ["AS_IT_IS", "Misfit", "cell_text", "converted", "detect_sheet_layout"]
