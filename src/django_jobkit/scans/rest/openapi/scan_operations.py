"""The operations on scans."""

from __future__ import annotations

from django_jobkit.rest.openapi import parameters as core
from django_jobkit.rest.openapi.operations import SUBMITTING, operation
from django_jobkit.scans.rest.openapi import parameters as p
from django_jobkit.scans.rest.openapi.answers import ScanAnswer, ScanPage, WholeScan
from django_jobkit.scans.rest.openapi.requests import ScanStart, ScanUpload

TAG = "Scans"
STARTED = [core.IDEMPOTENCY_KEY, p.status_location(202), core.retry_after(202), core.replayed(202)]

list_scans = operation(
    "list",
    TAG,
    parameters=[*p.SCAN_FILTERS, *core.PAGING],
    answers={200: (ScanPage, "A page of the caller's scans.")},
    errors=[404],
)
start_scan = operation(
    "",
    TAG,
    request={"application/json": ScanStart, "multipart/form-data": ScanUpload},
    needs_body=False,
    parameters=STARTED,
    answers={202: (ScanAnswer, "Started.")},
    errors=SUBMITTING,
)
read_scan = operation(
    "read",
    TAG,
    parameters=[p.JOB_ID, *core.waiting("scan")],
    answers={200: (WholeScan, "The scan."), 304: (None, "The scan is still as the caller knows it.")},
    errors=[404],
)
cancel_scan = operation(
    "",
    TAG,
    parameters=[p.JOB_ID],
    answers={200: (ScanAnswer, "Cancelled, or running and asked to stop.")},
    errors=[404, 409],
)
resume_scan = operation(
    "",
    TAG,
    parameters=[p.JOB_ID, p.status_location(202), core.retry_after(202)],
    answers={202: (ScanAnswer, "Pending again, to go on where it stopped.")},
    errors=[404, 409, 429],
)
restart_scan = operation(
    "",
    TAG,
    parameters=[p.JOB_ID, p.status_location(202), core.retry_after(202)],
    answers={202: (ScanAnswer, "Pending again, to begin from scratch.")},
    errors=[404, 409, 429],
)
remove_scan = operation(
    "",
    TAG,
    parameters=[p.JOB_ID],
    answers={204: (None, "The scan is gone, with all that it found.")},
    errors=[404, 409],
)
