"""Keep a thread's database connections open and clean between jobs, whatever CONN_MAX_AGE says."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

#: Seconds without use after which a connection is asked whether it still works.
IDLE = 1.0
_PSYCOPG_IDLE, _PSYCOPG_LOST = 0, 4

# What a thread keeps open must outlive it in a forked child: there, a driver that closes an inherited connection would
# say goodbye to the server on the parent's socket.
_held: dict[int, list[BaseDatabaseWrapper]] = {}


class ThreadConnections:
    """The connections of the thread that made this object."""

    def __init__(self) -> None:
        self._all = list(connections.all())
        self._used_at = time.monotonic()
        _held[threading.get_ident()] = self._all

    def check(self) -> None:
        """Drop what broke while the thread was idle, so that a job does not find out."""
        if time.monotonic() - self._used_at < IDLE:
            return
        for connection in self._all:
            if connection.connection is not None and not connection.is_usable():
                drop(connection)

    def tidy(self) -> None:
        """Leave nothing behind of the job that just ended: no open transaction, no broken connection."""
        for connection in self._all:
            if connection.connection is not None:
                _tidy(connection)
        self._used_at = time.monotonic()

    def close(self) -> None:
        """Close all of them, at the end of the thread."""
        for connection in self._all:
            drop(connection)
        _held.pop(threading.get_ident(), None)


def _tidy(connection: BaseDatabaseWrapper) -> None:
    connection.queries_log.clear()
    if has_open_transaction(connection):
        logger.error("A job left a transaction open on the database %r; it was rolled back.", connection.alias)
        drop(connection)
    elif is_pooled(connection) or not _still_works(connection):
        drop(connection)


def _still_works(connection: BaseDatabaseWrapper) -> bool:
    if _psycopg_status(connection) == _PSYCOPG_LOST:
        return False
    if connection.errors_occurred:
        connection.errors_occurred = False
        return connection.is_usable()
    return True


def has_open_transaction(connection: BaseDatabaseWrapper) -> bool:
    """Whether a transaction was begun here, by Django or past it, that nobody ended."""
    if connection.in_atomic_block or connection.needs_rollback or not connection.autocommit:
        return True
    on_sqlite = bool(getattr(connection.connection, "in_transaction", False))
    return on_sqlite or _psycopg_status(connection) not in {_PSYCOPG_IDLE, _PSYCOPG_LOST}


def _psycopg_status(connection: BaseDatabaseWrapper) -> int:
    info: Any = getattr(connection.connection, "info", None)
    return int(getattr(info, "transaction_status", _PSYCOPG_IDLE))


def is_pooled(connection: BaseDatabaseWrapper) -> bool:
    """Whether Django's own pool lends the connection, and wants it back."""
    return bool(connection.settings_dict.get("OPTIONS", {}).get("pool"))


def drop(connection: BaseDatabaseWrapper) -> None:
    """Close `connection`, or give it back to its pool, and forget what was going on in it."""
    connection.in_atomic_block = False
    connection.closed_in_transaction = False
    connection.needs_rollback = False
    connection.savepoint_ids = []
    connection.atomic_blocks = []
    connection.run_on_commit = []
    try:
        connection.close()
    except Exception:
        logger.debug("The connection to %r could not be closed.", connection.alias, exc_info=True)
        connection.connection = None
