"""Tell the executor what it may want to know: after the commit, and without harm to whoever tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from django_jobkit.core.executor import Hint, get_executor
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.services.database import jobs_alias, jobs_connection

logger = logging.getLogger(__name__)


def hint_due(hints: Sequence[Hint]) -> None:
    """Tell the executor of these jobs, once the caller's transaction commits."""
    if hints:
        _after_commit(lambda: get_executor().dispatch(hints))


def hint_of(row: Mapping[str, Any]) -> Hint:
    """The hint about a PENDING job, given its columns."""
    return Hint(job_id=row["id"], queue=row["queue"], priority=row["priority"], due=row["lane"] is not None)


def hint_again(job_ids: Collection[UUID]) -> None:
    """Tell the executor of those of these jobs that are due now, whoever made them so."""
    if job_ids:
        rows = Job.objects.using(jobs_alias()).filter(pk__in=job_ids, status=Status.PENDING, lane__isnull=False)
        hint_due([hint_of(row) for row in rows.values("id", "queue", "priority", "lane")])


def hint_cancel(job_id: UUID) -> None:
    """Tell the executor that a cancel was asked for, once the caller's transaction commits."""
    _after_commit(lambda: get_executor().cancel(job_id))


def _after_commit(tell: Callable[[], None]) -> None:
    connection = jobs_connection()
    if connection.in_atomic_block:
        transaction.on_commit(lambda: _tell(tell), using=connection.alias)
    else:
        _tell(tell)


def _tell(tell: Callable[[], None]) -> None:
    try:
        # failpoint: after_commit_before_publish
        tell()
        # failpoint: after_publish
    except Exception:
        # What was committed is the truth, and whoever committed it must not hear of a failure.
        logger.exception("The executor did not take a hint; due jobs are found without it, but later.")
