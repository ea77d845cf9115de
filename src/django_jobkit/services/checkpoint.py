"""Store a handler's checkpoint, fenced, on the handler's own connection."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from django_jobkit.conf import config
from django_jobkit.core.status import Status
from django_jobkit.core.storable import check_storable, encoded_size
from django_jobkit.exceptions import LeaseLost, NotStorable
from django_jobkit.models.clock import later_sql
from django_jobkit.models.statements import prepare, prepare_id, touch_statement
from django_jobkit.services.database import jobs_connection, json_depth, retry_transient
from django_jobkit.services.effects import is_free
from django_jobkit.services.watch import renew_leases


def store_checkpoint(job_id: UUID, attempt: int, state: Any) -> None:
    """Store `state` for later attempts and extend the lease.

    Commits with the caller's transaction, if there is one. Raises NotStorable, or LeaseLost when the attempt is fenced.
    """
    check_storable(state, max_depth=json_depth())
    size = encoded_size(state)
    if size > config.MAX_STATE_BYTES:
        raise NotStorable(f"The checkpoint has {size:,} bytes of JSON; the limit is {config.MAX_STATE_BYTES:,}.")
    connection = jobs_connection()
    assignments = f"saved_state = %s, lease_expires_at = {later_sql(connection)}"
    sql = touch_statement(connection, assignments, "attempt = %s AND status = %s")
    parameters = [
        prepare("saved_state", state, connection),
        config.LEASE,
        prepare_id(job_id, connection),
        attempt,
        str(Status.RUNNING),
    ]

    def write() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return bool(cursor.rowcount == 1)

    # failpoint: before_checkpoint
    if not retry_transient(write):
        raise LeaseLost
    # failpoint: after_checkpoint
    if settings.DEBUG:
        # There Django keeps every statement, until the next request; a job that stores millions of rows sees none.
        connection.queries_log.clear()
    if connection.in_atomic_block:
        renew_after_long_transaction(job_id, attempt, connection.alias)


def restore_attempts(job_id: UUID, attempt: int) -> None:
    """Give a job that got further the attempts back that it had spent, so that only those in vain count against it.

    For handlers that store a checkpoint in the same transaction, which fences this as well; once an attempt is enough.
    From attempt FREE_ATTEMPTS on it does nothing.
    """
    if not is_free(attempt):
        return
    connection = jobs_connection()
    whole = "attempt + attempt_budget - 1"
    more = f"max_attempts = CASE WHEN max_attempts < {whole} THEN {whole} ELSE max_attempts END"
    sql = touch_statement(connection, more, "attempt = %s AND status = %s")
    parameters = [prepare_id(job_id, connection), attempt, str(Status.RUNNING)]

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)

    retry_transient(write)


def renew_after_long_transaction(job_id: UUID, attempt: int, alias: str) -> None:
    """Extend the lease anew when the transaction that is open now commits after all too long a time."""
    # The lease runs from the statement on; after a long transaction it may be over at the commit, for heartbeats had to
    # pass the locked row over. After a short one no heartbeat is missing yet, and another statement would be in vain.
    begun = time.monotonic()

    def renew() -> None:
        if time.monotonic() - begun >= config.HEARTBEAT_INTERVAL:
            renew_leases({job_id: attempt})

    transaction.on_commit(renew, using=alias, robust=True)
