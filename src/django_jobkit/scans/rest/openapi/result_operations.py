"""The operations on what scans found."""

from __future__ import annotations

from typing import Any

from django_jobkit.rest.openapi import parameters as core
from django_jobkit.rest.openapi.operations import answer_header, operation
from django_jobkit.scans.formats import formats
from django_jobkit.scans.rest.openapi import parameters as p
from django_jobkit.scans.rest.openapi.result_answers import ScanDiff, ScanProblemPage, ScanProfile, ScanRecords
from django_jobkit.scans.rest.openapi.scan_operations import TAG

_RECORDS = "A page of the records, or all of them as a file."
_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
_FILES: dict[Any, Any] = {
    (200, known.media_type): (_FILE, _RECORDS) for known in formats.values() if known.media_type != "application/json"
}
_NAMED = answer_header("Content-Disposition", {"type": "string"}, "`attachment` and a name, for files.", [200])

read_result = operation(
    "read",
    TAG,
    parameters=[p.JOB_ID, *p.RECORD_FILTERS, *core.PAGING, *p.DOWNLOAD, _NAMED],
    answers={200: (ScanRecords, _RECORDS), **_FILES},
    errors=[404, 409, 501],
)
list_problems = operation(
    "list",
    TAG,
    parameters=[p.JOB_ID, *p.PROBLEM_FILTERS, *core.PAGING],
    answers={200: (ScanProblemPage, "A page of what could not be taken as it was.")},
    errors=[404],
)
read_profile = operation(
    "read",
    TAG,
    parameters=[p.JOB_ID],
    answers={200: (ScanProfile, "What the columns hold, so far.")},
    errors=[404],
)
read_diff = operation(
    "read",
    TAG,
    parameters=[p.JOB_ID, *p.DIFF, *core.PAGING],
    answers={200: (ScanDiff, "A page of changes, and all of them in numbers.")},
    errors=[404, 409],
)
