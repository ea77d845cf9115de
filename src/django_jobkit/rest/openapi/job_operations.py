"""The operations on jobs."""

from __future__ import annotations

from typing import Any

from django_jobkit.rest.openapi import parameters as p
from django_jobkit.rest.openapi.answers import JobPage, JobStatusPage, WholeJob
from django_jobkit.rest.openapi.more_answers import BulkAnswer, BulkRefusal, ResultAnswer, SummaryAnswer, TypesAnswer
from django_jobkit.rest.openapi.operations import SUBMITTING, WITH_BODY, operation
from django_jobkit.rest.openapi.requests import NAME, Bulk, JobName, Submission

_TAG = "Jobs"
# A plain schema, for drf-spectacular would name the component of a partial body without our prefix.
_PARTIAL_NAME: dict[str, Any] = {"application/json": {"type": "object", "properties": {"name": NAME}}}

list_jobs = operation(
    "list",
    _TAG,
    parameters=[*p.JOB_FILTERS, p.JOB_ORDERING, *p.PAGING],
    answers={200: (JobPage, "A page of the caller's jobs.")},
    errors=[404],
)
submit_job = operation(
    "submit",
    _TAG,
    request=Submission,
    parameters=[p.IDEMPOTENCY_KEY, p.location(201, 202), p.retry_after(201, 202), p.replayed(201, 202)],
    answers={201: (WholeJob, "A tracked job."), 202: (WholeJob, "An executed job.")},
    errors=SUBMITTING,
)
submit_jobs = operation(
    "submit",
    _TAG,
    request=Bulk,
    answers={202: (BulkAnswer, "What became of each job."), 400: (BulkRefusal, "Nothing was submitted.")},
    errors=(*WITH_BODY, 409, 429),
)
read_job = operation(
    "read",
    _TAG,
    parameters=[p.JOB_ID, *p.waiting("job")],
    answers={200: (WholeJob, "The job."), 304: (None, "The job is still as the caller knows it.")},
    errors=[404],
)
rename_job = operation(
    "update",
    _TAG,
    request=JobName,
    parameters=[p.JOB_ID],
    answers={200: (WholeJob, "The renamed job.")},
    errors=[404, *WITH_BODY],
)
rename_job_partially = operation(
    "partial_update",
    _TAG,
    request=_PARTIAL_NAME,
    parameters=[p.JOB_ID],
    answers={200: (WholeJob, "The renamed job.")},
    errors=[404, *WITH_BODY],
)
delete_job = operation(
    "delete",
    _TAG,
    parameters=[p.JOB_ID],
    answers={204: (None, "The job is gone, with its history and its result.")},
    errors=[404, 409],
)
cancel_job = operation(
    "",
    _TAG,
    parameters=[p.JOB_ID, p.retry_after(202)],
    answers={200: (WholeJob, "CANCELLED."), 202: (WholeJob, "RUNNING, and asked to stop.")},
    errors=[404, 409],
)
retry_job = operation(
    "",
    _TAG,
    parameters=[p.JOB_ID, p.location(202), p.retry_after(202)],
    answers={202: (WholeJob, "PENDING again.")},
    errors=[404, 409],
)
read_result = operation(
    "read",
    _TAG,
    parameters=[p.JOB_ID],
    answers={200: (ResultAnswer, "What the job's handler returned.")},
    errors=[404, 409],
)
list_history = operation(
    "list",
    _TAG,
    parameters=[p.JOB_ID, *p.HISTORY_FILTERS, *p.PAGING],
    answers={200: (JobStatusPage, "A page of the job's history, oldest first.")},
    errors=[404],
)
read_summary = operation(
    "read",
    _TAG,
    answers={200: (SummaryAnswer, "The caller's jobs in numbers.")},
)
list_types = operation(
    "list",
    _TAG,
    answers={200: (TypesAnswer, "The tasks that can be submitted.")},
)
