"""The one writer of a job's status: a guarded UPDATE and its history row, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from django_jobkit.core.lifecycle import EDGES, Event
from django_jobkit.core.outcome import JobError
from django_jobkit.core.status import Status
from django_jobkit.models import Job, JobStatus, statements
from django_jobkit.services.database import (
    jobs_alias,
    jobs_connection,
    one_statement_is_enough,
    own_transaction,
)
from django_jobkit.signals import JobChange, job_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A wish: `event` happens to a job; `attempt` fences it, `values` are further columns."""

    job_id: UUID
    event: Event
    attempt: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""
    #: A further condition on the row, in SQL; ``{now}`` is the present moment.
    only_if: str = ""
    #: For the signal.
    task: str = ""
    attempt_after: int = 0


def apply(wish: Transition, *, announcing: bool = True) -> bool:
    """Make `wish` come true if the job is in a source of its edge, at its attempt; answers whether it did.

    Without `announcing` the caller tells the listeners, because it has yet to learn what.
    """
    connection = jobs_connection()
    sql, parameters = _update(connection, wish)
    won: bool
    if one_statement_is_enough(connection):
        with connection.cursor() as cursor:
            cursor.execute(statements.history_of_changed(connection, sql), [*parameters, wish.message])
            won = cursor.rowcount == 1
    else:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            won = cursor.rowcount == 1
            # failpoint: inside_transition
            if won:
                _write_history(connection, [wish])
    if won and announcing:
        announce([wish])
    return won


def apply_all(wishes: Sequence[Transition], *, announcing: bool = True) -> list[bool]:
    """`apply` for several jobs in one transaction; answers for each whether it came true."""
    if len(wishes) == 1:
        return [apply(wishes[0], announcing=announcing)]
    connection = jobs_connection()
    if one_statement_is_enough(connection) and _apply_together(connection, wishes):
        won = [True] * len(wishes)
    else:
        won = _apply_in_turn(connection, wishes)
    if announcing:
        announce([wish for wish, came_true in zip(wishes, won, strict=True) if came_true])
    return won


def _apply_together(connection: BaseDatabaseWrapper, wishes: Sequence[Transition]) -> bool:
    """All or none, pipelined; the driver tells how many rows changed, but not which."""
    groups: dict[str, list[list[Any]]] = {}
    for wish in wishes:
        sql, parameters = _update(connection, wish)
        groups.setdefault(sql, []).append([*parameters, wish.message])
    with own_transaction(), connection.cursor() as cursor:
        changed = 0
        for sql, rows in groups.items():
            cursor.executemany(statements.history_of_changed(connection, sql), rows)
            changed += cursor.rowcount
        # failpoint: inside_transition
        if changed != len(wishes):
            transaction.set_rollback(True, using=connection.alias)
    return changed == len(wishes)


def _apply_in_turn(connection: BaseDatabaseWrapper, wishes: Sequence[Transition]) -> list[bool]:
    won = []
    with own_transaction(), connection.cursor() as cursor:
        for wish in wishes:
            cursor.execute(*_update(connection, wish))
            won.append(cursor.rowcount == 1)
        # failpoint: inside_transition
        _write_history(connection, [wish for wish, came_true in zip(wishes, won, strict=True) if came_true])
    return won


def _update(connection: BaseDatabaseWrapper, wish: Transition) -> tuple[str, list[Any]]:
    edge = EDGES[wish.event]
    return statements.update_statement(
        connection,
        target=edge.target,
        sources=edge.sources,
        values=wish.values,
        job_id=wish.job_id,
        attempt=wish.attempt,
        only_if=wish.only_if,
    )


def _write_history(connection: BaseDatabaseWrapper, wishes: Sequence[Transition]) -> None:
    rows = [(wish.message, statements.prepare_id(wish.job_id, connection)) for wish in wishes]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statements.history_by_id(connection), rows)


def announce(wishes: Sequence[Transition]) -> None:
    """Tell the listeners of `job_changed`, once the transaction commits."""
    if not wishes or not job_changed.has_listeners(Job):
        return
    changes = [
        JobChange(
            job_id=wish.job_id,
            task=wish.task,
            status=EDGES[wish.event].target,
            attempt=wish.attempt_after or wish.attempt or 0,
            message=wish.message,
        )
        for wish in wishes
    ]
    transaction.on_commit(lambda: tell(changes), using=jobs_alias(), robust=True)


def tell(changes: Sequence[JobChange]) -> None:
    """Send the signal; a listener that raises is logged by Django and harms nobody."""
    for change in changes:
        job_changed.send_robust(sender=Job, change=change)


def tell_submitted(jobs: Sequence[Job]) -> None:
    """Tell the listeners of `job_changed` how these jobs stand, once the transaction commits."""
    tell_inserted([{"id": job.id, "task": job.task, "status": job.status, "attempt": job.attempt} for job in jobs])


def tell_inserted(rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for jobs that are only columns yet."""
    if not rows or not job_changed.has_listeners(Job):
        return
    changes = [
        JobChange(job_id=row["id"], task=row["task"], status=row["status"], attempt=row["attempt"], message="")
        for row in rows
    ]
    transaction.on_commit(lambda: tell(changes), using=jobs_alias(), robust=True)


def follow_newest(job: Job, newest: JobStatus | None) -> None:
    """Write a tracked `job` whose history changed, the row being locked; its status is that of `newest`, if given."""
    job.updated_at = timezone.now()
    if newest is not None:
        status = Status(newest.status_type)
        job.status = status
        job.finished_at = newest.timestamp if status.is_terminal else None
        job.started_at = newest.timestamp if status == Status.RUNNING else job.started_at
        job.error = _reported_error(newest).as_json() if status == Status.FAILED else None
        # A new run was not asked to stop; a retry of an executed job forgets the request too.
        job.cancel_requested_at = job.cancel_requested_at if status == Status.CANCELLED else None
    job.revision += 1
    job.save()


def _reported_error(row: JobStatus) -> JobError:
    return JobError(type="Reported", message=row.message or "Reported as failed.", code="reported")
