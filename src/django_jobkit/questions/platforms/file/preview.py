"""What an import would read: the columns of a file, what they are taken for, and the first rows as they would be."""

from __future__ import annotations

from dataclasses import asdict
from datetime import tzinfo
from typing import IO, Any

from django.core.files import File

from django_jobkit.files.errors import FileError
from django_jobkit.files.found import Batch
from django_jobkit.files.preview import Sight, described, glance_into, look_at
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.checking import check
from django_jobkit.questions.importing.rows import AttemptFields, ImportedRow, InvalidRow
from django_jobkit.questions.platforms.file.limits import limits_of_imports
from django_jobkit.questions.platforms.file.mapping import ColumnMapping, no_title
from django_jobkit.questions.platforms.file.options import FileImportOptions
from django_jobkit.questions.platforms.file.platform import read_file, zone_for
from django_jobkit.questions.platforms.file.source import RowsOfFile, Settled
from django_jobkit.questions.problems import InvalidOptions, PlatformError

#: Of a content in a preview.
_MAX_TEXT = 1000
_UNDATED = (
    "The columns of attempts are left out, since attempts need a date: map a column to date_attempted, or give "
    "default_date."
)


def preview_file(
    file: IO[bytes], name: str, options: FileImportOptions, *, rows: int, seconds: float, owner: Any = None
) -> dict[str, Any]:
    """The first `rows` rows of `file`, uploaded as `name`, as an import with `options` would read them.

    `options` in the answer are those with which the import would do just that. Takes about `seconds` at most. Raises
    FileError when nothing can be read, InvalidOptions when the mapping names columns that are not there.
    """
    limits = limits_of_imports()
    package = glance_into(file, name, options.file, limits, seconds)
    settled = Settled.of(package, options)
    sight = look_at(package, settled.file, rows, limits)
    source = _mapped(settled, options, sight, zone_for(options, owner))
    answer = described(package, settled.file, sight)
    mapping = dict.fromkeys(source.columns) | source.mapping.usable()
    file_options = {name: value for name, value in answer["options"].items() if name != "types"}
    return {
        **{key: answer[key] for key in ("format", "compression", "encoding", "delimiter", "header", "members")},
        **({"sheets": answer["sheets"]} if "sheets" in answer else {}),
        "columns": [
            {"name": column["name"], "examples": column["examples"], "field": mapping.get(column["name"])}
            for column in answer["columns"]
        ],
        "mapping": mapping,
        "rows": _rows(source, sight),
        "problems": [*_problems(source.mapping, list(source.columns)), *sight.problems],
        "options": {
            **options.model_dump(mode="json", exclude_defaults=True),
            "mapping": mapping,
            "file": file_options,
        },
    }


@read_file.check
def check_mapping(options: FileImportOptions, upload: File[Any]) -> None:
    """Raise InvalidOptions, with ``mapping.x`` named, when the file lacks columns that are mapped.

    What else may be wrong with the file is for the import to say.
    """
    if options.mapping is None:
        return
    try:
        preview_file(upload, upload.name or "", options, rows=1, seconds=questions_config.PREVIEW_SECONDS)
    except FileError:
        return
    finally:
        upload.seek(0)


def _mapped(settled: Settled, options: FileImportOptions, sight: Sight, zone: tzinfo) -> RowsOfFile:
    source = RowsOfFile(settled, options, zone)
    try:
        source.learn(_batch(sight))
    except PlatformError as error:
        raise InvalidOptions(error.message, details=error.details) from error
    return source


def _batch(sight: Sight) -> Batch:
    return Batch(sight.records, cursor=sight.position.as_json(), lines=sight.lines)


def _rows(source: RowsOfFile, sight: Sight) -> list[dict[str, Any]]:
    return [_shown(row) for row in source.rows(_batch(sight))]


def _shown(row: ImportedRow | InvalidRow) -> dict[str, Any]:
    errors = check(row, read_file.name).errors
    if isinstance(row, InvalidRow):
        return {"line": row.line, "title": row.title, "errors": errors}
    fields = ("line", "title", "source", "difficulty", "is_active", "external_id")
    return {
        **{field: getattr(row, field) for field in fields},
        "content": None if row.content is None else row.content[:_MAX_TEXT],
        "tags": None if row.tags is None else list(row.tags),
        "attempts": [_shown_attempt(attempt) for attempt in row.attempts[:20]],
        "errors": errors,
    }


def _shown_attempt(attempt: AttemptFields) -> dict[str, Any]:
    return {**asdict(attempt), "date_attempted": attempt.date_attempted.isoformat()}


def _problems(mapping: ColumnMapping, columns: list[str]) -> list[dict[str, Any]]:
    found = []
    if "title" not in mapping.fields.values():
        error = no_title(columns)
        found.append({"code": error.code, "message": error.message, "line": None, "field": ""})
    if mapping.is_undated:
        found.append({"code": "no_date_column", "message": _UNDATED, "line": None, "field": ""})
    return found
