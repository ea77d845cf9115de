"""The parameters and headers that several operations share."""

from __future__ import annotations

from collections.abc import Mapping

from drf_spectacular.utils import OpenApiParameter

from django_jobkit.core.status import Status
from django_jobkit.rest.filters import JOB_ORDERINGS, MAX_TEXT, STATUS_ORDERINGS, choices_of
from django_jobkit.rest.openapi.answers import ID, MOMENT, TEXT, URL
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.operations import SECONDS, answer_header, header, in_path, query

_WORDS: Schema = {"type": "string", "pattern": NO_NUL, "maxLength": MAX_TEXT}
_TEXT: Schema = {"type": "string"}
_CURSOR: Schema = {"type": "string", "pattern": NO_NUL}
_STATUSES: Schema = {"type": "array", "items": {"type": "string", "enum": list(Status.values)}}
# A row's id fits into 63 bits; the rest of the numbers are simply unknown.
_ROW_ID: Schema = {"type": "integer", "minimum": 1}

JOB_ID = in_path("job_id", ID, "The job.")
TASK_ID = in_path("task_id", ID, "The task: its job's id.")
STATUS_ID = in_path("status_id", _ROW_ID, "The row of the history.")

PAGING = [
    query("page", {"type": "integer", "minimum": 1}, "A page by its number."),
    query("page_size", {"type": "integer"}, "Rows on a page; too large or too small a number is corrected."),
    query("cursor", _CURSOR, "Keyset pages of any depth: empty for the first, then as `next` and `previous` say."),
]
JOB_FILTERS = [
    query("status", _STATUSES, "Only these statuses.", explode=True, style="form"),
    query("task", _WORDS, "Only jobs of this task."),
    query("name", _WORDS, "Only jobs whose name contains this."),
    query("queue", _WORDS, "Only jobs in this queue."),
    query("created_after", MOMENT, "Only jobs created at this moment or later."),
    query("created_before", MOMENT, "Only jobs created at this moment or earlier."),
    query("search", _WORDS, "Only jobs whose name or task contains each of these words, or whose id it is."),
]


def ordering(orderings: Mapping[str, str], default: str) -> OpenApiParameter:
    """What a list can be ordered by."""
    schema: Schema = {"type": "array", "items": {"type": "string", "enum": choices_of(orderings)}, "minItems": 1}
    said = f"Columns to order by, with a minus for descending; `{default}` unless told."
    return query("ordering", schema, said, explode=False, style="form")


JOB_ORDERING = ordering(JOB_ORDERINGS, "-created_at")
STATUS_ORDERING = ordering(STATUS_ORDERINGS, "timestamp")
HISTORY_FILTERS = [
    query("status_type", _STATUSES, "Only these statuses.", explode=True, style="form"),
    query("search", _WORDS, "Only rows whose message contains this."),
    STATUS_ORDERING,
]
JOB_FILTER = query("job", ID, "Only the history of this job.")

IDEMPOTENCY_KEY = header(
    "Idempotency-Key",
    {"type": "string", "pattern": r"^[\x21\x23-\x7e]+$", "minLength": 1, "maxLength": 255},
    "The same key and body again give the same job. Bare or in double quotes.",
)
IF_NONE_MATCH = header("If-None-Match", TEXT, "An ETag; 304 when it is still the present one.")
PREFER = header("Prefer", TEXT, "`wait=N` holds the answer for at most N seconds, until the job changes.")
WAIT = query(
    "wait",
    {"type": "number", "minimum": 0},
    "Seconds to hold the answer until the job changes. There is a limit to them; asking for more is no error.",
)


def location(*codes: int) -> OpenApiParameter:
    """Where the new job is."""
    return answer_header("Location", URL, "The job's absolute URL.", codes)


def retry_after(*codes: int) -> OpenApiParameter:
    """When to ask again."""
    return answer_header("Retry-After", SECONDS, "Seconds to wait before asking again; until the job ends.", codes)


def replayed(*codes: int) -> OpenApiParameter:
    """That there is nothing new."""
    said = "`true` when an earlier request with the same Idempotency-Key made this job."
    return answer_header("Idempotent-Replayed", {"type": "string", "enum": ["true"]}, said, codes)


def waiting(what: str) -> list[OpenApiParameter]:
    """How to wait for `what` to change, and what is said of that."""
    either = (200, 304)
    return [
        WAIT,
        PREFER,
        IF_NONE_MATCH,
        retry_after(*either),
        answer_header("ETag", _TEXT, f"Weak; changes with every visible change of the {what}.", either),
        answer_header("Cache-Control", _TEXT, "`private, no-cache`.", either),
        answer_header("Vary", _TEXT, "Names `Prefer`.", either),
        answer_header("Preference-Applied", _TEXT, "The `wait` that was honoured.", either),
    ]
