"""Which database the jobs live in, and the few things every service does with it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import InternalError, OperationalError, connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from django_jobkit.conf import config
from django_jobkit.models import Job

T = TypeVar("T")
_RETRIES = 5
_PATIENCE = 1.0
# MariaDB's JSON_VALID, which guards every JSON column, says no to anything deeper.
_MARIADB_DEPTH = 31
_FIRST_DELAY = 0.02
_SILENT_FOR_TOO_LONG = "25P03"
# For this transaction alone: behind a pooler the next one is somebody else's.
_BOUND_SILENCE = "SELECT set_config('idle_in_transaction_session_timeout', %s, true)"
_system_random = random.SystemRandom()


def jobs_alias() -> str:
    """The alias of the database that jobs are written to, by the host's routers."""
    return router.db_for_write(Job)


def jobs_connection() -> BaseDatabaseWrapper:
    """This thread's connection to that database."""
    return connections[jobs_alias()]


def one_statement_is_enough(connection: BaseDatabaseWrapper) -> bool:
    """Whether an UPDATE or INSERT and the history rows of what it changed fit into one statement."""
    return connection.vendor == "postgresql"


def json_depth() -> int:
    """The deepest nesting of JSON that the settings allow and this database stores."""
    connection = jobs_connection()
    if connection.vendor == "mysql" and connection.mysql_is_mariadb:  # type: ignore[attr-defined]  # the stubs lack it
        return min(config.MAX_JSON_DEPTH, _MARIADB_DEPTH)
    return int(config.MAX_JSON_DEPTH)


def retry_transient(act: Callable[[], T]) -> T:
    """Run `act` again, at most five times, when the database chose it as the victim of a deadlock or the like.

    Inside a caller's transaction the error passes at once, for only the caller can start that one again.
    """
    connection = jobs_connection()
    if connection.in_atomic_block:
        return act()
    for attempt in range(_RETRIES):
        began_at = time.monotonic()
        try:
            return act()
        except OperationalError as error:
            # Whoever has waited out a lock timeout already would only wait as long again.
            waited_in_vain = _is_lock_timeout(error) and time.monotonic() - began_at > _PATIENCE
            if waited_in_vain or not is_transient(error):
                raise
            time.sleep(_system_random.uniform(0, _FIRST_DELAY * 2**attempt))
    return act()


@contextmanager
def own_transaction() -> Iterator[BaseDatabaseWrapper]:
    """A transaction of ours, in which PostgreSQL waits for us no longer than a lease is good for.

    Who froze in the middle of it, or lost the host or the line, holds its rows against rescue no longer than that.
    """
    connection = jobs_connection()
    is_outermost = not connection.in_atomic_block
    try:
        with transaction.atomic(using=connection.alias):
            if is_outermost and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(_BOUND_SILENCE, [f"{config.LEASE:.3f}s"])
            yield connection
    except InternalError as error:
        if getattr(error.__cause__, "sqlstate", None) == _SILENT_FOR_TOO_LONG:
            # The line is cut, as in any other outage.
            raise OperationalError(*error.args) from error.__cause__
        raise


def unlocked(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` locked for this transaction, without those that somebody holds, where the database can skip them."""
    features = jobs_connection().features
    return rows.select_for_update(skip_locked=features.has_select_for_update_skip_locked)


def is_transient(error: BaseException) -> bool:
    """Whether the database asks to try the transaction again.

    Serialization failure and deadlock (SQLSTATE 40001, 40P01), MariaDB's deadlock (1213), and lock timeouts.
    """
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in {"40001", "40P01"}:
        return True
    return error.args[:1] == (1213,) or _is_lock_timeout(error)


def _is_lock_timeout(error: BaseException) -> bool:
    """Whether this is MariaDB's lock timeout (1205) or SQLite's "locked"; both may come at once or after long."""
    return error.args[:1] == (1205,) or "is locked" in str(error)
