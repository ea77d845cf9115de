"""One structured log record for every transition, under the logger "django_jobkit"."""

from __future__ import annotations

import logging
from typing import Any

from django_jobkit.core.redaction import one_line, redact_text
from django_jobkit.signals import JobChange, job_changed

logger = logging.getLogger("django_jobkit")


def log_change(sender: object, change: JobChange, **kwargs: Any) -> None:
    """Write down what happened to a job; `extra` has it in fields, and user text is in none of the formats."""
    if not logger.isEnabledFor(logging.INFO):
        return
    logger.info(
        "Job %s of task %s is %s, attempt %d",
        change.job_id,
        one_line(change.task) or "-",
        change.status,
        change.attempt,
        extra={
            "action": f"job.{change.status.lower()}",
            "job_id": str(change.job_id),
            "task": one_line(change.task),
            "status": str(change.status),
            "attempt": change.attempt,
            "detail": one_line(redact_text(change.message)),
        },
    )


job_changed.connect(log_change, dispatch_uid="django_jobkit.logs")
