"""What the one Celery task does: run the job that its message is about, in the way of this worker's pool."""

from __future__ import annotations

import logging
from uuid import UUID

from django_jobkit.executors import hosted
from django_jobkit.executors.celery import worker
from django_jobkit.services.hints import hint_again

logger = logging.getLogger(__name__)


def run_message(job_id: UUID) -> None:
    """Run this job and return when it is settled, or at once when it is not ours to run."""
    if not worker.may_run():
        logger.error("Job %s is left to a worker with another pool.", job_id)
        return
    child = worker.child()
    if child is not None:
        child.run(job_id)
    elif not hosted.run_hinted(job_id):
        # This worker parts, while its pool goes on with the messages that it holds already.
        hint_again({job_id})
