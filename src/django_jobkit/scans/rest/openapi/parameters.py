"""The parameters that operations on scans take."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter

from django_jobkit.rest.filters import MAX_TEXT
from django_jobkit.rest.openapi.answers import ID, MOMENT, URL
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.operations import answer_header, in_path, query
from django_jobkit.rest.openapi.parameters import ordering
from django_jobkit.scans.formats import formats
from django_jobkit.scans.rest.conditions import OPERATORS
from django_jobkit.scans.rest.filters import PROBLEM_ORDERINGS, SCAN_ORDERINGS, SOURCE_ORDERINGS, STATUSES

_WORDS: Schema = {"type": "string", "pattern": NO_NUL, "maxLength": MAX_TEXT}
_TEXT: Schema = {"type": "string", "pattern": NO_NUL}
_TRUTH: Schema = {"type": "boolean"}
_STATUSES: Schema = {"type": "array", "items": {"type": "string", "enum": STATUSES}}
_COLUMNS: Schema = {"type": "array", "items": _TEXT, "minItems": 1}
_FILTERS: Schema = {"type": "object", "additionalProperties": _TEXT}

JOB_ID = in_path("job_id", ID, "The scan.")
SOURCE_ID = in_path("source_id", ID, "The source.")

SCAN_FILTERS = [
    query("status", _STATUSES, "Only these statuses.", explode=True, style="form"),
    query("extractor", _WORDS, "Only scans with this extractor."),
    query("source", _WORDS, "Only scans of the source with this id or name."),
    query("created_after", MOMENT, "Only scans created at this moment or later."),
    query("created_before", MOMENT, "Only scans created at this moment or earlier."),
    query("search", _WORDS, "Only scans whose name, extractor, source or file has each of these words."),
    ordering(SCAN_ORDERINGS, "-created_at"),
]
PROBLEM_FILTERS = [
    query("code", _WORDS, "Only problems of this code."),
    query("field", _WORDS, "Only problems with this field."),
    query("search", _WORDS, "Only problems whose message, or what stood there, has each of these words."),
    ordering(PROBLEM_ORDERINGS, "number"),
]
SOURCE_FILTERS = [
    query("name", _WORDS, "Only sources whose name contains this."),
    query("extractor", _WORDS, "Only sources with this extractor."),
    query("search", _WORDS, "Only sources whose name or extractor has each of these words."),
    ordering(SOURCE_ORDERINGS, "name"),
]
_HOW = f"`filter[price]=5`, and `filter[price__gt]=5` with one of {', '.join(OPERATORS)}; dotted within objects."
RECORD_FILTERS = [
    query("partial", _TRUTH, "Whether what there is will do, though the scan is not completed."),
    query("fields", _COLUMNS, "Only these columns; dotted within objects.", explode=False, style="form"),
    query("filter", _FILTERS, f"Only records whose columns are so: {_HOW}", explode=True, style="deepObject"),
    query("search", _WORDS, "Only records that have each of these words in some value."),
]
DOWNLOAD = [
    query(
        "format",
        {"type": "string", "enum": list(formats)},
        "All records as a file of this kind. The Accept header may ask for it, too, but for JSON.",
    ),
    query("raw", _TRUTH, "Leave text in CSV and XLSX alone that a spreadsheet would take for a formula."),
]
DIFF = [
    query("against", ID, "The scan to compare with; the last completed one of the same source unless told."),
    query(
        "key",
        _COLUMNS,
        "Columns that tell records apart; those of the scan or its source unless told.",
        explode=False,
        style="form",
    ),
    query("change", {"type": "string", "enum": ["added", "removed", "changed"]}, "Only such changes."),
]


def status_location(*codes: int) -> OpenApiParameter:
    """Where to ask how far the scan is."""
    return answer_header("Location", URL, "The absolute URL of the scan's status.", codes)
