"""What a start would find: the first rows of a file, with everything that was found out about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import IO, Any

from django_jobkit.files.errors import FileError
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.limits import Limits
from django_jobkit.files.options import FileOptions
from django_jobkit.files.packing.budget import Glance, PreviewEnded
from django_jobkit.files.packing.parts import Package, unpack
from django_jobkit.files.position import Position
from django_jobkit.files.records import read_package

#: Bytes that a preview reads at most, those that were packed counted unpacked.
_MOST_BYTES = 128 * 1024 * 1024
_EXAMPLES = 3
_MAX_EXAMPLE = 200
_MAX_PROBLEMS = 100
_MAX_MEMBERS = 100


def preview(
    file: IO[bytes], name: str, options: FileOptions, rows: int, *, limits: Limits, seconds: float
) -> dict[str, Any]:
    """The first `rows` records of the file uploaded as `name`, its columns, and the options that a start would use.

    Raises FileError when not even the first record can be read; what is wrong behind it is one of the problems.
    """
    package = glance_into(file, name, options, limits, seconds)
    return described(package, options, look_at(package, options, rows, limits))


def glance_into(file: IO[bytes], name: str, options: FileOptions, limits: Limits, seconds: float) -> Package:
    """The parts of `file`, of which so much can be read as a preview may, for so many seconds."""
    end = monotonic() + seconds
    return unpack(file, name, options.member, limits, lambda budget: Glance(budget, _MOST_BYTES, end))


def look_at(package: Package, options: FileOptions, rows: int, limits: Limits) -> Sight:
    """The first `rows` records; raises FileError when not even the first can be read."""
    sight = Sight(rows)
    sight.look(read_package(package, options, replace(limits, batch_records=rows), Position(), lambda _: None))
    return sight


def described(package: Package, options: FileOptions, sight: Sight) -> dict[str, Any]:
    """What was found out about the file."""
    position, layout = sight.position, sight.position.layout or {}
    answer = {
        "format": position.format or options.format,
        "compression": package.compression,
        "encoding": position.encoding or None,
        "delimiter": layout.get("delimiter"),
        "header": layout.get("header"),
        "members": _members(package),
        "columns": _columns(layout, sight.records),
        "rows": sight.records,
        "problems": sight.problems,
        "options": _settled(package, options, position),
    }
    return answer | ({"sheets": layout["sheets"]} if "sheets" in layout else {})


class Sight:
    """What was seen before there was enough of it."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self.position = Position()
        self.records: list[dict[str, Any]] = []
        #: Where each of the records stands in the file.
        self.lines: list[int] = []
        self.problems: list[dict[str, Any]] = []

    def look(self, items: Iterator[Batch | Problem]) -> None:
        """Take items until there are enough records, or the file or the patience ends."""
        try:
            for item in items:
                self._take(item)
                if len(self.records) >= self._rows:
                    return
        except PreviewEnded as ended:
            self._note("preview_ended", str(ended))
        except FileError as error:
            if not self.records:
                raise
            self._note(error.code, error.message)

    def _take(self, item: Batch | Problem) -> None:
        if isinstance(item, Problem):
            self._note(item.code, item.message, item.line, item.field)
            return
        if not self.position.name:
            # What is shown of the file is what its first part is.
            self.position = Position.from_json(item.cursor)
        wanted = self._rows - len(self.records)
        self.records += [dict(record) for record in item.records[:wanted]]
        self.lines += item.lines[:wanted]

    def _note(self, code: str, message: str, line: int | None = None, field: str = "") -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append({"code": code, "message": message, "line": line, "field": field})


def _members(package: Package) -> list[str]:
    return [part.name for part in package.parts][:_MAX_MEMBERS] if package.compression == "zip" else []


def _columns(layout: dict[str, Any], records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every column with its type and some of its values."""
    names = list(layout.get("names", []))
    types = dict(zip(names, layout.get("shown_types") or [kind[0] for kind in layout.get("types", [])], strict=False))
    if not names:
        types = {name: kind[0] for name, kind in dict(layout.get("types", {})).items()}
        names = list(dict.fromkeys(name for record in records for name in record))
    columns = []
    for name in names:
        values = [record[name] for record in records if record.get(name) is not None]
        kind = types.get(name) or _json_type(values)
        columns.append({"name": name, "type": kind, "examples": _examples(values)})
    return columns


def _json_type(values: list[Any]) -> str:
    names = {bool: "boolean", int: "integer", float: "number", dict: "object", list: "array"}
    kinds = {names.get(type(value), "text") for value in values}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "text"


def _examples(values: list[Any]) -> list[Any]:
    examples: list[Any] = []
    for value in values:
        shown = value[:_MAX_EXAMPLE] if isinstance(value, str) else value
        if shown not in examples:
            examples.append(shown)
        if len(examples) == _EXAMPLES:
            break
    return examples


def _settled(package: Package, options: FileOptions, position: Position) -> dict[str, Any]:
    """The options with what was found out filled in, so that a start with them reads the file in the same way."""
    layout = position.layout or {}
    found: dict[str, Any] = {"format": position.format or options.format}
    if len(package.parts) > 1:
        # The files in an archive may differ in all else.
        return options.model_dump(mode="json", exclude_defaults=True) | found
    if position.encoding:
        found["encoding"] = position.encoding
    found |= {name: layout[name] for name in ("delimiter", "decimal", "header", "sheet", "path") if name in layout}
    return options.model_dump(mode="json", exclude_defaults=True) | found
