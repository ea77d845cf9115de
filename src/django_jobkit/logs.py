"""One structured log record for every transition, under the logger "django_jobkit"."""

from __future__ import annotations

import logging
import re
from typing import Any

from django_jobkit.core.redaction import redact_text
from django_jobkit.signals import JobChange, job_changed

logger = logging.getLogger("django_jobkit")
# Whatever could start a new line, or speak to a terminal: C0, C1, and Unicode's own separators.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def log_change(sender: object, change: JobChange, **kwargs: Any) -> None:
    """Write down what happened to a job; `extra` has it in fields, and user text is in none of the formats."""
    if not logger.isEnabledFor(logging.INFO):
        return
    logger.info(
        "Job %s of task %s is %s",
        change.job_id,
        one_line(change.task) or "-",
        change.status,
        extra={
            "action": f"job.{change.status.lower()}",
            "job_id": str(change.job_id),
            "task": one_line(change.task),
            "status": str(change.status),
            "attempt": change.attempt,
            "detail": one_line(redact_text(change.message)),
        },
    )


def one_line(text: str) -> str:
    """`text` without anything that could forge a second record or colour a terminal."""
    return _CONTROL.sub(" ", text)


job_changed.connect(log_change, dispatch_uid="django_jobkit.logs")
