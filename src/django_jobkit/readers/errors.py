"""Why a reader cannot go on."""

from __future__ import annotations

from typing import Any

from django_jobkit.exceptions import JobkitError


class ReadingFailed(JobkitError):
    """What should be read cannot be read.

    `code` becomes the ``error.code`` of the job, and with `retry` the job is tried again.
    """

    code = "reading_failed"

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        retry: bool = False,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message, details=details)
        self.code = code or type(self).code
        self.retry = retry
