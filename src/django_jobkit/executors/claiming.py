"""Claim the one job that a hint was about, and hear of it even if the answer of the database is lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.db import InterfaceError, OperationalError

from django_jobkit.conf import config
from django_jobkit.executors.backoff import Backoff
from django_jobkit.executors.pool import Hand
from django_jobkit.executors.runs import Run
from django_jobkit.services.claim import claim_job
from django_jobkit.services.orphans import claim_in_doubt

logger = logging.getLogger(__name__)


def claim_run(job_id: UUID, hand: Hand, may_wait: Callable[[], bool]) -> Run | None:
    """Claim this job as `hand`, in its thread; None when it is not ours to run.

    While the database is away it is asked again, for up to LEASE seconds and as long as `may_wait`: whoever brought the
    hint had better wait as well. Then the database's error is raised.
    """
    asked_at = time.monotonic()
    backoff = Backoff()
    while True:
        try:
            job = claim_job(job_id, hand.worker)
            if job is None and backoff.failures:
                job = claim_in_doubt(job_id, hand.worker)
        except (InterfaceError, OperationalError) as error:
            if time.monotonic() > asked_at + config.LEASE or not may_wait():
                raise
            logger.warning("Job %s could not be claimed (%s); that is tried again.", job_id, error)
            hand.tidy()
            time.sleep(backoff.next())
        else:
            # A claim in doubt may be as old as the first question.
            return None if job is None else Run(job, asked_at, alone=True)
