"""The operations on job statuses."""

from __future__ import annotations

from typing import Any

from django_jobkit.core.status import Status
from django_jobkit.rest.openapi import parameters as p
from django_jobkit.rest.openapi.answers import JobStatusAnswer, JobStatusPage
from django_jobkit.rest.openapi.operations import WITH_BODY, operation
from django_jobkit.rest.openapi.requests import MESSAGE, Correction, Report

_TAG = "Job statuses"
_STATUS = {"type": "string", "enum": list(Status.values)}
_PARTIAL: dict[str, Any] = {
    "application/json": {"type": "object", "properties": {"status_type": _STATUS, "message": MESSAGE}}
}

list_statuses = operation(
    "list",
    _TAG,
    parameters=[p.JOB_FILTER, *p.HISTORY_FILTERS, *p.PAGING],
    answers={200: (JobStatusPage, "A page of the history of the caller's jobs, oldest first.")},
    errors=[404],
)
report_status = operation(
    "report",
    _TAG,
    request=Report,
    parameters=[p.location(201)],
    answers={201: (JobStatusAnswer, "The new row.")},
    errors=[409, *WITH_BODY],
)
read_status = operation(
    "read",
    _TAG,
    parameters=[p.STATUS_ID],
    answers={200: (JobStatusAnswer, "The row.")},
    errors=[404],
)
correct_status = operation(
    "update",
    _TAG,
    request=Correction,
    parameters=[p.STATUS_ID],
    answers={200: (JobStatusAnswer, "The corrected row.")},
    errors=[404, 409, *WITH_BODY],
)
correct_status_partially = operation(
    "partial_update",
    _TAG,
    request=_PARTIAL,
    parameters=[p.STATUS_ID],
    answers={200: (JobStatusAnswer, "The corrected row.")},
    errors=[404, 409, *WITH_BODY],
)
delete_status = operation(
    "delete",
    _TAG,
    parameters=[p.STATUS_ID],
    answers={204: (None, "The row is gone.")},
    errors=[404, 409],
)
