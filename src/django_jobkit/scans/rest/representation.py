"""How scans, their problems and their sources look in JSON."""

from __future__ import annotations

from typing import Any

from django_jobkit.core.secrets import mask
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.models.job import plain_number
from django_jobkit.rest.representation import moment
from django_jobkit.scans.models import Scan, ScanProblem, ScanSource

_ACTIONS = ("status", "result", "errors", "profile", "diff", "cancel", "resume", "restart", "remove")


def status_of(job: Job) -> str:
    """The status of a scan, in lower case."""
    return job.status.lower()


def scan_in_list(scan: Scan, collection: str) -> dict[str, Any]:
    """A scan in numbers; `collection` is the URL of the scans."""
    job = scan.job
    return {
        "job_id": str(job.id),
        "name": job.name,
        "status": status_of(job),
        "extractor": scan.extractor,
        "source": scan.source_id and str(scan.source_id),
        **_counters(scan),
        "progress": progress_of(scan),
        "error": job.error,
        "attempt": job.attempt,
        "max_attempts": job.max_attempts,
        "created_at": moment(job.created_at),
        "updated_at": moment(job.updated_at),
        "started_at": moment(job.started_at),
        "finished_at": moment(job.finished_at),
        "cancel_requested_at": moment(job.cancel_requested_at),
        "links": scan_links(job, collection),
    }


def whole_scan(scan: Scan, collection: str) -> dict[str, Any]:
    """A scan with its options and its columns."""
    return {
        **scan_in_list(scan, collection),
        "options": mask(scan.options),
        "key": scan.key,
        "upload_name": scan.upload_name or None,
        "columns": scan.columns,
    }


def _counters(scan: Scan) -> dict[str, int]:
    return {"records": scan.records, "pages": scan.pages, "bytes": scan.bytes, "problems": scan.problems}


def scan_links(job: Job, collection: str) -> dict[str, str]:
    """Where to go from a scan."""
    return {action: f"{collection}{action}/{job.id}/" for action in _ACTIONS}


def scan_answer(job: Job, collection: str) -> dict[str, Any]:
    """What a request to do something with a scan is answered."""
    return {"job_id": str(job.id), "status": status_of(job), "links": scan_links(job, collection)}


def progress_of(scan: Scan) -> dict[str, Any]:
    """How far the scan is and how fast, by what was last heard of it, not by the clock: an ETag stays true."""
    job = scan.job
    current, total, rate = job.progress_current, job.progress_total, _rate(scan)
    remaining = None
    if job.status == Status.RUNNING and rate and total and current is not None:
        remaining = round(max(total - current, 0) / rate, 1)
    return {**job.progress, "rate": plain_number(rate), "remaining_seconds": plain_number(remaining)}


def _rate(scan: Scan) -> float | None:
    """Progress per second of the present attempt."""
    job = scan.job
    if job.progress_current is None or job.started_at is None:
        return None
    # Where records are counted, those of earlier attempts took this one no time.
    earlier = scan.began_with if job.progress_current == scan.records else 0
    seconds = ((job.finished_at or job.updated_at) - job.started_at).total_seconds()
    return round((job.progress_current - earlier) / seconds, 1) if seconds > 0 else None


def problem_row(problem: ScanProblem) -> dict[str, Any]:
    """What could not be taken as it was."""
    return {
        "number": problem.number,
        "record": problem.record,
        "line": problem.line,
        "field": problem.field,
        "code": problem.code,
        "message": problem.message,
        "raw": problem.raw,
    }


def source_row(source: ScanSource, last: Scan | None, collection: str) -> dict[str, Any]:
    """A source and the newest of its scans; `collection` is the URL of the sources."""
    here = f"{collection}{source.pk}/"
    return {
        "id": str(source.pk),
        "name": source.name,
        "extractor": source.extractor,
        "options": mask(source.options),
        "key": source.key,
        "last_scan": last and _last_scan(last),
        "created_at": moment(source.created_at),
        "updated_at": moment(source.updated_at),
        "links": {"self": here, "start": f"{here}start/"},
    }


def _last_scan(scan: Scan) -> dict[str, Any]:
    return {
        "job_id": str(scan.pk),
        "status": status_of(scan.job),
        "records": scan.records,
        "finished_at": moment(scan.job.finished_at),
    }
