"""How a job looks in JSON; written out by hand, for it is what clients ask for most."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from django_jobkit.core.sealed import mask
from django_jobkit.models import Job, JobArtifact, JobStatus
from django_jobkit.models.job import plain_number

#: The columns that lists show; naming them spares the database the others, and Django much of its time.
LISTED = (
    "id",
    "name",
    "task",
    "status",
    "error",
    "progress_current",
    "progress_total",
    "progress_message",
    "attempt",
    "max_attempts",
    "queue",
    "priority",
    "run_after",
    "timeout",
    "owner",
    "created_at",
    "updated_at",
    "started_at",
    "finished_at",
    "cancel_requested_at",
)
#: The columns that a job by itself shows, and its revision.
SHOWN = (*LISTED, "params", "result", "revision")


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    if value is None:
        return None
    if timezone.is_naive(value):
        value = timezone.make_aware(value)
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def plain_key(key: Any) -> int | str | None:
    """The primary key of a user: a number stays one, anything else is text."""
    return key if key is None or isinstance(key, int) else str(key)


def job_in_list(job: Job, collection: str) -> dict[str, Any]:
    """A job without what may be large; `collection` is the URL of the jobs."""
    return {
        "id": str(job.id),
        "name": job.name,
        "task": job.task or None,
        "status": job.status,
        **_course(job),
        "links": job_links(f"{collection}{job.id}/"),
    }


def whole_job(job: Job, collection: str) -> dict[str, Any]:
    """A job with its params and its result."""
    return {
        "id": str(job.id),
        "name": job.name,
        "task": job.task or None,
        "status": job.status,
        "params": mask(job.params),
        "result": job.result,
        **_course(job),
        "links": job_links(f"{collection}{job.id}/"),
    }


def _course(job: Job) -> dict[str, Any]:
    return {
        "error": job.error,
        "progress": job.progress,
        "attempt": job.attempt,
        "max_attempts": job.max_attempts,
        "queue": job.queue,
        "priority": job.priority,
        "run_after": moment(job.run_after),
        "timeout": plain_number(job.timeout),
        "owner": plain_key(job.owner_id),
        "created_at": moment(job.created_at),
        "updated_at": moment(job.updated_at),
        "started_at": moment(job.started_at),
        "finished_at": moment(job.finished_at),
        "cancel_requested_at": moment(job.cancel_requested_at),
    }


def job_links(url: str) -> dict[str, str]:
    """Where to go from the job at `url`."""
    return {
        "self": url,
        "result": f"{url}result/",
        "statuses": f"{url}statuses/",
        "artifacts": f"{url}artifacts/",
        "cancel": f"{url}cancel/",
        "retry": f"{url}retry/",
    }


def job_status(row: JobStatus) -> dict[str, Any]:
    """A row of a job's history."""
    return {
        "id": row.pk,
        "job": str(row.job_id),
        "status_type": row.status_type,
        "timestamp": moment(row.timestamp),
        "attempt": row.attempt,
        "message": row.message,
    }


def artifact_in_list(artifact: JobArtifact, collection: str) -> dict[str, Any]:
    """A file that a job left behind; `collection` is the URL of the job's artifacts."""
    return {
        "id": artifact.pk,
        "name": artifact.name,
        "size": artifact.size,
        "content_type": artifact.content_type,
        "sha256": artifact.sha256,
        "created_at": moment(artifact.created_at),
        "links": {"download": f"{collection}{artifact.pk}/"},
    }
