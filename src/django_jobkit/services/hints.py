"""Tell the executor what it may want to know: after the commit, and without harm to whoever tells."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from django_jobkit.core.executor import get_executor
from django_jobkit.services.database import jobs_connection

logger = logging.getLogger(__name__)


def hint_due(ids: list[UUID]) -> None:
    """Tell the executor that these jobs may be due, once the caller's transaction commits."""
    if ids:
        _after_commit(lambda: get_executor().dispatch(ids))


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
        tell()
    except Exception:
        # What was committed is the truth, and whoever committed it must not hear of a failure.
        logger.exception("The executor did not take a hint; due jobs are found without it, but later.")
