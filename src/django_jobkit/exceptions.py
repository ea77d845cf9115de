"""Everything that can go wrong, in words a caller can act on; how it looks over HTTP is the front desk's business."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any


class JobkitError(Exception):
    """Something about a job went wrong."""

    code = "error"

    def __init__(self, message: str | None = None, *, details: dict[str, Any] | None = None) -> None:
        self.message = message or inspect.cleandoc(self.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        self.details: dict[str, Any] = details or {}
        super().__init__(self.message)


class InvalidRequest(JobkitError):
    """The request is not valid."""

    code = "invalid"


class UnknownTask(InvalidRequest):
    """No task is registered under this name."""

    code = "unknown_task"


class InvalidParams(InvalidRequest):
    """The params do not fit the task."""

    code = "invalid_params"


class InvalidIdempotencyKey(InvalidRequest):
    """An Idempotency-Key is 1 to 255 visible ASCII characters."""

    code = "invalid_idempotency_key"


class SubmissionRefused(JobkitError):
    """This job may not be submitted."""

    code = "submission_refused"

    def __init__(self, message: str | None = None, *, retry_after: int | None = None, **kwargs: Any) -> None:
        super().__init__(message, **kwargs)
        self.retry_after = retry_after


class QuotaExceeded(SubmissionRefused):
    """You have as many unfinished jobs as you may have; wait for some to end, or cancel them."""

    code = "quota_exceeded"


class Conflict(JobkitError):
    """The job is not in a status that allows this."""

    code = "conflict"


class IdempotencyMismatch(JobkitError):
    """This Idempotency-Key was used before with another request; use a new key for a new request."""

    code = "idempotency_mismatch"


class UniqueConflict(Conflict):
    """An unfinished job with the same unique key exists."""

    code = "unique_conflict"


class IllegalTransition(Conflict):
    """The job cannot go from its present status to the one asked for."""

    code = "illegal_transition"


class HistoryIsAppendOnly(Conflict):
    """The history of an executed job is written by the system alone."""

    code = "history_is_append_only"


class HistoryIsFull(Conflict):
    """The history of this job is as long as it may be; go on in a new job."""

    code = "history_is_full"


class JobNotCompleted(Conflict):
    """The job has no result, because it is not COMPLETED."""

    code = "job_not_completed"


class JobIsRunning(Conflict):
    """The job is RUNNING; cancel it and wait for its end before you delete it."""

    code = "job_is_running"


class LeaseLost(JobkitError):
    """This attempt no longer owns its job; whatever it still does is refused."""

    code = "lease_lost"


class JobStopped(JobkitError):
    """The handler is asked to stop."""

    code = "stopped"


class JobCancelled(JobStopped):
    """The job was cancelled on request."""

    code = "cancelled"


class JobTimedOut(JobStopped):
    """The job ran longer than its timeout."""

    code = "timed_out"


class JobInterrupted(JobStopped):
    """The worker is shutting down; the job goes on elsewhere and this attempt is not charged."""

    code = "interrupted"


class PermanentFailure(JobkitError):
    """Raise this in a handler when trying again cannot help."""

    code = "permanent_failure"


class RetryLater(JobkitError):
    """Raise this in a handler to be run again after a while without spending an attempt."""

    code = "retry_later"

    def __init__(self, message: str | None = None, *, after: timedelta | float) -> None:
        super().__init__(message)
        self.after = after if isinstance(after, timedelta) else timedelta(seconds=after)


class InvalidArtifact(PermanentFailure):
    """A file cannot be attached under this name or as this type of content."""

    code = "invalid_artifact"


class ArtifactTooLarge(PermanentFailure):
    """The file is larger than an artifact may be."""

    code = "artifact_too_large"


class TooManyArtifacts(PermanentFailure):
    """The job has as many artifacts as it may have."""

    code = "too_many_artifacts"


class ArtifactGone(JobkitError):
    """The file of this artifact is no longer where it was kept."""

    code = "artifact_gone"


class NotStorable(JobkitError):
    """The value cannot be stored as JSON."""

    code = "result_not_json"


class ExtraMissing(JobkitError):
    """A part of django-jobkit that is not installed is needed here."""

    code = "extra_missing"

    def __init__(self, extra: str, *, details: dict[str, Any] | None = None) -> None:
        self.extra = extra
        super().__init__(
            f'This needs a part that is not installed: pip install "django-jobkit[{extra}]"', details=details
        )


class SecretUnreadable(JobkitError):
    """A stored secret cannot be opened with the keys that this process has; see JOBKIT["SECRET_KEYS"]."""

    code = "secret_unreadable"
