"""The one task that Celery knows; its autodiscovery looks for a module of this name."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import Task, shared_task

from django_jobkit.executors.celery import worker
from django_jobkit.executors.celery.running import run_message

logger = logging.getLogger(__name__)

# A worker imports its tasks before it says that it begins.
worker.connect()


@shared_task(  # type: ignore[untyped-decorator]  # Celery's own
    name="jobkit.run",
    bind=True,
    Request="django_jobkit.executors.celery.request:JobRequest",
    Strategy="django_jobkit.executors.celery.strategy:strategy",
    ignore_result=True,
    max_retries=0,
    track_started=False,
    trail=False,
)
def run(self: Task, job_id: Any = None, *ignored: Any, **ignored_too: Any) -> None:
    """Run the job with this id, if it is due and nobody else was faster."""
    try:
        wanted = UUID(job_id)
    except (TypeError, ValueError, AttributeError):
        # An error would make a traceback, and with late acks perhaps a loop, of what nobody can mend.
        logger.warning("A message with the id %.100r was dropped; it names no job.", job_id)
        return
    run_message(wanted)
