"""When a job is tried again whose reader failed."""

from __future__ import annotations

from django_jobkit.core.retry_policy import RetryPolicy


class ReadingRetryPolicy(RetryPolicy):
    """Tries again unless the error itself says that it cannot help."""

    def is_retryable(self, error: BaseException) -> bool:
        """Whether another attempt might help."""
        return super().is_retryable(error) and bool(getattr(error, "retry", True))
