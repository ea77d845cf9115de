"""Long-running work as durable REST resources for Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

from django_jobkit.core.context import JobContext
from django_jobkit.core.decorator import job
from django_jobkit.core.registry import Task
from django_jobkit.core.retry_policy import RetryPolicy
from django_jobkit.core.status import Status
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import (
    ExtraMissing,
    IdempotencyMismatch,
    IllegalTransition,
    InvalidParams,
    JobCancelled,
    JobInterrupted,
    JobkitError,
    JobStopped,
    JobTimedOut,
    LeaseLost,
    PermanentFailure,
    QuotaExceeded,
    RetryLater,
    SecretUnreadable,
    SubmissionRefused,
    UniqueConflict,
    UnknownTask,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django_jobkit.models import Job

__version__ = "0.1.0"
__all__ = [
    "ExtraMissing",
    "IdempotencyMismatch",
    "IllegalTransition",
    "InvalidParams",
    "JobCancelled",
    "JobContext",
    "JobInterrupted",
    "JobRequest",
    "JobStopped",
    "JobTimedOut",
    "JobkitError",
    "LeaseLost",
    "PermanentFailure",
    "QuotaExceeded",
    "RetryLater",
    "RetryPolicy",
    "SecretUnreadable",
    "Status",
    "SubmissionRefused",
    "Task",
    "UniqueConflict",
    "UnknownTask",
    "job",
    "submit",
    "submit_many",
]


def submit(task: str, params: dict[str, Any] | None = None, **options: Any) -> Job:
    """Submit a job by the name of its task, in the caller's transaction; options are those of JobRequest.

    Raises UnknownTask, InvalidParams, UniqueConflict, IdempotencyMismatch or SubmissionRefused.
    """
    service = import_string("django_jobkit.services.submit.submit")
    submitted: Job = service(JobRequest(task=task, params=params or {}, **options))
    return submitted


def submit_many(requests: Sequence[JobRequest], *, atomic: bool = False) -> list[UUID | JobkitError]:
    """Submit many jobs in a few statements; each place of the answer is the job's id, or why it was refused.

    With `atomic` nothing is submitted when any request is refused.
    """
    service = import_string("django_jobkit.services.submit_many.submit_many")
    submitted: list[UUID | JobkitError] = service(requests, atomic=atomic)
    return submitted
