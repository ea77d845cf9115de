"""Take a lease on jobs, each for one attempt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from django_jobkit.core.lifecycle import EDGES, Event
from django_jobkit.models import Job, statements
from django_jobkit.services import effects
from django_jobkit.services.database import jobs_connection, one_statement_is_enough, retry_transient, unlocked
from django_jobkit.services.transition import Transition, announce, apply, apply_all

_COLUMNS = ("task", "queue", "max_attempts", "timeout", "params", "saved_state")
_ROW = ("id", "attempt", *_COLUMNS)
_IS_DUE = "parked_until IS NULL OR parked_until <= {now}"


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """What running a job takes. `attempt` is ours; whoever writes with another number is fenced off."""

    id: UUID
    attempt: int
    task: str
    queue: str
    max_attempts: int
    timeout: float | None
    params: dict[str, Any]
    saved_state: Any


def claim_job(job_id: UUID, worker: str) -> ClaimedJob | None:
    """Claim this job for `worker` if it is PENDING and due; None when it is not, or is gone."""
    # failpoint: before_claim
    connection = jobs_connection()
    if one_statement_is_enough(connection):
        return retry_transient(lambda: _claim_job_in_one_statement(connection, job_id, worker))
    wish = Transition(job_id=job_id, event=Event.CLAIM, values=effects.claimed(worker), only_if=_IS_DUE)
    if not retry_transient(lambda: apply(wish, announcing=False)):
        return None
    claimed = _load([job_id], worker)
    announce([_wish(job) for job in claimed])
    return next(iter(claimed), None)


def _claim_job_in_one_statement(connection: BaseDatabaseWrapper, job_id: UUID, worker: str) -> ClaimedJob | None:
    edge = EDGES[Event.CLAIM]
    sql, parameters = statements.update_statement(
        connection,
        target=edge.target,
        sources=edge.sources,
        values=effects.claimed(worker),
        job_id=job_id,
        attempt=None,
        only_if=_IS_DUE,
    )
    with connection.cursor() as cursor:
        cursor.execute(statements.history_of_changed(connection, sql, ", ".join(_COLUMNS)), [*parameters, ""])
        row = cursor.fetchone()
    if row is None:
        return None
    claimed = _from_row(row, connection)
    announce([_wish(claimed)])
    return claimed


def claim_from(queue: str, worker: str, limit: int) -> list[ClaimedJob]:
    """Claim at most `limit` due jobs of `queue`, by priority and then by age."""
    # failpoint: before_claim
    connection = jobs_connection()
    if one_statement_is_enough(connection):
        return _claim_in_one_statement(connection, queue, worker, limit)
    return retry_transient(lambda: _claim_in_steps(queue, worker, limit))


def _claim_in_one_statement(connection: BaseDatabaseWrapper, queue: str, worker: str, limit: int) -> list[ClaimedJob]:
    sql, parameters = statements.claim_statement(
        connection, EDGES[Event.CLAIM], effects.claimed(worker), returning=(*_COLUMNS, "priority")
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [queue, limit, *parameters, ""])
        # The statement picks in the order of the lane but answers in any.
        rows = sorted(cursor.fetchall(), key=lambda row: (-row[-1], row[0]))
    claimed = [_from_row(row[:-1], connection) for row in rows]
    announce([_wish(job) for job in claimed])
    return claimed


def _claim_in_steps(queue: str, worker: str, limit: int) -> list[ClaimedJob]:
    connection = jobs_connection()
    waiting = Job.objects.using(connection.alias).claimable(queue)
    # On SQLite the transaction takes the one write lock, which an idle look has no business with.
    if not waiting.exists():
        return []
    with transaction.atomic(using=connection.alias):
        ids = list(unlocked(waiting).values_list("id", flat=True)[:limit])
        if not ids:
            return []
        values = effects.claimed(worker)
        apply_all([Transition(job_id=job_id, event=Event.CLAIM, values=values) for job_id in ids], announcing=False)
        claimed = _load(ids, worker)
        announce([_wish(job) for job in claimed])
        return claimed


def _load(ids: Iterable[UUID], worker: str) -> list[ClaimedJob]:
    # These ids were PENDING a moment ago, so whatever is RUNNING under this worker was won by this claim.
    connection = jobs_connection()
    rows = Job.objects.using(connection.alias).filter(id__in=list(ids), worker=worker, status="RUNNING")
    found = {row[0]: row for row in rows.values_list(*_ROW)}
    return [_claimed(found[job_id]) for job_id in ids if job_id in found]


def _from_row(row: Sequence[Any], connection: BaseDatabaseWrapper) -> ClaimedJob:
    return _claimed([statements.load(name, value, connection) for name, value in zip(_ROW, row, strict=True)])


def _claimed(row: Sequence[Any]) -> ClaimedJob:
    # failpoint: after_claim
    job_id, attempt, task, queue, max_attempts, timeout, params, saved_state = row
    return ClaimedJob(job_id, attempt, task, queue, max_attempts, timeout, params, saved_state)


def _wish(job: ClaimedJob) -> Transition:
    return Transition(job_id=job.id, event=Event.CLAIM, task=job.task, attempt_after=job.attempt)
