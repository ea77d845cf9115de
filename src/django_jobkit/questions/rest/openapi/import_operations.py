"""The operations on imports."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes

from django_jobkit.core.status import Status
from django_jobkit.questions.models.imports import RowOutcome
from django_jobkit.questions.rest.import_filters import IMPORT_ORDERINGS, ROW_ORDERINGS
from django_jobkit.questions.rest.openapi.import_answers import (
    FilePreview,
    ImportAnswer,
    ImportPage,
    PlatformList,
    RowPage,
)
from django_jobkit.questions.rest.openapi.import_requests import ImportUpload, ImportWish, PreviewUpload
from django_jobkit.rest.filters import MAX_TEXT
from django_jobkit.rest.openapi import parameters as core
from django_jobkit.rest.openapi.answers import ID, MOMENT, TEXT, URL
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.operations import (
    SUBMITTING,
    WITH_BODY,
    answer_header,
    in_path,
    operation,
    query,
)

_TAG = "Imports"
_WORDS: Schema = {"type": "string", "pattern": NO_NUL, "maxLength": MAX_TEXT}
_IMPORT_ID = in_path("import_id", ID, "The import.")
_LOCATION = answer_header("Location", URL, "The absolute URL of the import.", [202])
_STARTED = [core.IDEMPOTENCY_KEY, _LOCATION, core.retry_after(202), core.replayed(202)]


def _several(words: list[str]) -> Schema:
    return {"type": "array", "items": {"type": "string", "enum": words}}


list_platforms = operation("list", _TAG, answers={200: (PlatformList, "From where there are imports.")})
start_import = operation(
    "start",
    _TAG,
    request={"application/json": ImportWish, "multipart/form-data": ImportUpload},
    needs_body=False,
    parameters=[in_path("platform", TEXT, "The platform."), *_STARTED],
    answers={202: (ImportAnswer, "Started.")},
    errors=[404, *SUBMITTING],
)
preview_file = operation(
    "",
    _TAG,
    request={"multipart/form-data": PreviewUpload},
    answers={200: (FilePreview, "What its columns are taken for, and its first rows.")},
    errors=WITH_BODY,
)
list_imports = operation(
    "list",
    _TAG,
    parameters=[
        query("status", _several(list(Status.values)), "Only these statuses.", explode=True, style="form"),
        query("platform", _WORDS, "Only imports from this platform."),
        query("dry_run", {"type": "boolean"}, "Only dry runs, or only others."),
        query("created_after", MOMENT, "Only imports created at this moment or later."),
        query("created_before", MOMENT, "Only imports created at this moment or earlier."),
        query("search", _WORDS, "Only imports whose name, platform or file has each of these words."),
        core.ordering(IMPORT_ORDERINGS, "-created_at"),
        *core.PAGING,
    ],
    answers={200: (ImportPage, "A page of the caller's imports.")},
    errors=[404],
)
read_import = operation(
    "read", _TAG, parameters=[_IMPORT_ID], answers={200: (ImportAnswer, "The import.")}, errors=[404]
)
remove_import = operation(
    "delete",
    _TAG,
    parameters=[_IMPORT_ID],
    answers={204: (None, "The import is gone with its report; what it imported stays.")},
    errors=[404, 409],
)
list_rows = operation(
    "list",
    _TAG,
    parameters=[
        _IMPORT_ID,
        query("outcome", _several(list(RowOutcome.values)), "Only rows that ended so.", explode=True, style="form"),
        query("search", _WORDS, "Only rows whose title has each of these words."),
        core.ordering(ROW_ORDERINGS, "number"),
        *core.PAGING,
    ],
    answers={200: (RowPage, "A page of the rows.")},
    errors=[404],
)
read_failed = operation(
    "read",
    _TAG,
    parameters=[_IMPORT_ID],
    answers={(200, "text/csv"): (OpenApiTypes.STR, "The rows that failed: line, errors, and their own columns.")},
    errors=[404],
)
start_for_real = operation(
    "",
    _TAG,
    request=ImportWish,
    needs_body=False,
    parameters=[_IMPORT_ID, *_STARTED],
    answers={202: (ImportAnswer, "Another import, of the same file.")},
    errors=[404, *SUBMITTING],
)
cancel_import = operation(
    "",
    _TAG,
    parameters=[_IMPORT_ID, _LOCATION, core.retry_after(202)],
    answers={200: (ImportAnswer, "Cancelled."), 202: (ImportAnswer, "Running, and asked to stop.")},
    errors=[404, 409],
)
undo_import = operation(
    "",
    _TAG,
    parameters=[_IMPORT_ID, _LOCATION, core.retry_after(202)],
    answers={202: (ImportAnswer, "Its `undo` says how far that is.")},
    errors=[404, 409, 429],
)
