"""Jobs that are hard on their worker: they hog its interpreter and its memory, and leave a mess behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction

from django_jobkit import JobContext, job
from tests.faults.host.jobs import MANY, answer, recorded, work

_MEGABYTE = 1 << 20
_HEADROOM = 64 * _MEGABYTE


@job("faults.busy", max_attempts=MANY)
def busy(ctx: JobContext, how: str, seconds: float, again: bool = True) -> dict[str, Any]:
    """Be busy for `seconds` without a look at the context; not `again`: in the first attempt only."""
    with recorded(ctx) as beat:
        if again or ctx.attempt == 1:
            _WAYS_TO_BE_BUSY[how](seconds)
            beat()
    return answer(ctx)


def _loop(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def _hold_the_interpreter(seconds: float) -> None:
    # Unlike CDLL, PyDLL does not let other threads run during the call: a regular expression gone wild, for one, is so.
    ctypes.PyDLL(None).usleep(int(seconds * 1_000_000))


_WAYS_TO_BE_BUSY: dict[str, Callable[[float], None]] = {
    "loop": _loop,
    "sleep": time.sleep,
    "interpreter": _hold_the_interpreter,
}


@job("faults.glutton", max_attempts=2)
def glutton(ctx: JobContext, megabytes: int, limited: bool = False) -> dict[str, Any]:
    """Take so much memory, page by page; `limited`: under a limit of this process's own, which it hits."""
    with recorded(ctx), _little_memory() if limited else contextlib.nullcontext():
        hoard = [bytearray(os.urandom(1024)) * 1024 for _ in range(megabytes)]
        return {**answer(ctx), "megabytes": len(hoard)}


@contextmanager
def _little_memory() -> Iterator[None]:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + _HEADROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@job("faults.messy", max_attempts=MANY)
def messy(ctx: JobContext, mess: str, seconds: float = 0.0) -> dict[str, Any]:
    """Work, then leave without having tidied up."""
    with recorded(ctx) as beat:
        try:
            work(ctx, seconds, beat)
        finally:
            _MESSES[mess]()
    return answer(ctx)


def _leave_a_transaction_open() -> None:
    transaction.atomic().__enter__()
    connection.cursor().execute("SELECT 1")


def _leave_an_aborted_transaction() -> None:
    transaction.atomic().__enter__()
    with contextlib.suppress(DatabaseError):
        connection.cursor().execute("SELECT nonsense")


def _leave_no_autocommit() -> None:
    transaction.set_autocommit(False)


def _cut_the_line() -> None:
    connection.ensure_connection()
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


_MESSES: dict[str, Callable[[], None]] = {
    "nothing": lambda: None,
    "open transaction": _leave_a_transaction_open,
    "aborted transaction": _leave_an_aborted_transaction,
    "no autocommit": _leave_no_autocommit,
    "closed connection": connection.close,
    "cut line": _cut_the_line,
}


@job("faults.probe", max_attempts=MANY)
def probe(ctx: JobContext) -> dict[str, Any]:
    """Say in which process and with which connection it runs, and that the connection is as it should be."""
    with recorded(ctx):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        names = sorted(thread.name for thread in threading.enumerate())
        clean = connection.get_autocommit() and not connection.in_atomic_block and not connection.needs_rollback
    return {**answer(ctx), "pid": os.getpid(), "backend": backend, "threads": names, "clean": clean}
