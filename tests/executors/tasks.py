"""Handlers with habits, good and bad."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

from django.db import OperationalError, connection, transaction

from django_jobkit import JobContext, LeaseLost, job
from tests.tasks.gates import gates
from tests.tasks.jobs import GATE_TIMEOUT

order: list[str] = []
seen: list[Any] = []


@job("executors.note")
def note(label: str) -> str:
    """Note down that it ran, and in which thread."""
    order.append(label)
    return threading.current_thread().name


@job("executors.backend")
def backend() -> int:
    """The process id of the database's end of the connection, or what identifies it elsewhere."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT 1")
    return id(connection.connection)


@job("executors.leave_atomic_open")
def leave_atomic_open() -> None:
    """Begin a transaction that nobody ends."""
    transaction.atomic().__enter__()
    write_something()


@job("executors.leave_begin_open")
def leave_begin_open() -> None:
    """Begin one behind Django's back."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
    write_something()


def write_something() -> None:
    """A row of the host's, seen by nobody unless it commits."""
    from django.contrib.auth.models import Group

    Group.objects.create(name="left open")


@job("executors.break_connection", max_attempts=1)
def break_connection() -> None:
    """Lose the connection in the middle of the job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@job("executors.sleep_async")
async def sleep_async(gate: str = "default") -> str:
    """Wait for longer than any test does."""
    gates[gate].entered.set()
    try:
        await asyncio.sleep(GATE_TIMEOUT)
    except asyncio.CancelledError:
        seen.append("cancelled")
        raise
    return gate


@job("executors.report_in_atomic")
def report_in_atomic(ctx: JobContext, gate: str = "default") -> str:
    """Report progress inside a transaction, and stay in it."""
    with transaction.atomic():
        ctx.report_progress(3, 10, "inside")
        gates[gate].entered.set()
        gates[gate].opened.wait(GATE_TIMEOUT)
    return gate


@job("executors.checkpoint_in_atomic")
def checkpoint_in_atomic(ctx: JobContext, gate: str = "default") -> str:
    """Hold the lock of the own row for a while."""
    with transaction.atomic():
        ctx.checkpoint({"page": 1})
        gates[gate].entered.set()
        gates[gate].opened.wait(GATE_TIMEOUT)
    return gate


@job("executors.hold_the_lock")
def hold_the_lock(ctx: JobContext, seconds: float) -> None:
    """Write something of the host's and take one's time to commit it."""
    with transaction.atomic():
        write_something()
        ctx.wait(seconds)


@job("executors.outlive")
def outlive(ctx: JobContext, seconds: float) -> None:
    """Work for some time, heeding every request to stop."""
    until = time.monotonic() + seconds
    gates["outlive"].entered.set()
    try:
        while time.monotonic() < until:
            ctx.wait(0.02)
    except LeaseLost:
        seen.append("fenced")
        raise


def no_database(*args: Any, **kwargs: Any) -> Any:
    """Stands for a service while the database is away."""
    raise OperationalError("the database is away")
