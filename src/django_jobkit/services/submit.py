"""Submit a job: its row commits with the caller's transaction, and only then does the executor hear of it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from django_jobkit.core.policies import admissions
from django_jobkit.core.status import Status
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import IdempotencyMismatch, UniqueConflict
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_pending
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.head_start import insert_running
from django_jobkit.services.hints import hint_due, hint_of
from django_jobkit.services.insert import Row, insert_row, job_of
from django_jobkit.services.requests import build_row, have_same_secrets, scope_of
from django_jobkit.services.transition import tell_inserted

# Between a look at who holds a key and a write another submit may come; so many may come in a row.
_LOOKS = 5


@dataclass(frozen=True, slots=True)
class Submitted:
    """The job of a request; `replayed` when an earlier request made it."""

    job: Job
    replayed: bool = False


def submit(request: JobRequest) -> Job:
    """Submit `request` and return its job. Raises what `submit_job` raises."""
    return submit_job(request).job


def submit_job(request: JobRequest) -> Submitted:
    """Submit `request`, or find the job that an earlier one with the same key made.

    Raises UnknownTask, InvalidRequest or InvalidParams (with the field named), SubmissionRefused, QuotaExceeded,
    IdempotencyMismatch, or UniqueConflict.
    """
    return submit_row(build_row(request), request)


def submit_row(row: Row, request: JobRequest) -> Submitted:
    """Store the built `row` of `request` under its keys, and have it dispatched on commit."""
    if row["idempotency_hash"]:
        replay = _replay(row)
        if replay is not None:
            return replay
    return retry_transient(lambda: _store(row, request))


def _store(row: Row, request: JobRequest) -> Submitted:
    for _ in range(_LOOKS):
        try:
            return _insert(row, request)
        except IntegrityError:
            if not is_keyed(row):
                raise
            found = _replay(row) if row["idempotency_hash"] else None
        if found is not None:
            return found
    raise UniqueConflict("Other submits with the same key were faster; try again.")


def _insert(row: Row, request: JobRequest) -> Submitted:
    with _transaction(row, request):
        standing = _standing(row, request) if row["unique_hash"] else None
        if standing is not None:
            return standing
        _admit(request)
        # failpoint: before_job_insert
        running = insert_running(row)
        if running is None:
            insert_row(row)
        # failpoint: before_submit_commit
    # failpoint: after_submit_commit
    tell_inserted([row] if running is None else [row, running])
    job = job_of(running or row)
    hint_due([] if running or job.is_tracked else [hint_of(row)])
    return Submitted(job)


def _transaction(row: Row, request: JobRequest) -> AbstractContextManager[Any]:
    # The insert is atomic by itself; a transaction costs two more round trips and is opened only where something
    # else must commit with it, or where a collision must not spoil the caller's.
    if is_keyed(row) or (scope_of(request) and admissions()):
        return transaction.atomic(using=jobs_alias())
    return nullcontext()


def _admit(request: JobRequest) -> None:
    for policy in admissions():
        policy.admit([request])


def is_keyed(row: Row) -> bool:
    """Whether another job may already stand where `row` wants to."""
    return bool(row["idempotency_hash"] or row["unique_hash"])


def _replay(row: Row) -> Submitted | None:
    earlier = Job.objects.using(jobs_alias()).filter(idempotency_hash=row["idempotency_hash"]).first()
    if earlier is None:
        return None
    is_same = earlier.request_fingerprint == row["request_fingerprint"]
    if not is_same or not have_same_secrets(earlier.params, row["params"]):
        raise IdempotencyMismatch
    return Submitted(earlier, replayed=True)


def _standing(row: Row, request: JobRequest) -> Submitted | None:
    for _ in range(_LOOKS):
        holder = Job.objects.using(jobs_alias()).filter(unique_hash=row["unique_hash"]).first()
        if holder is None:
            return None
        if request.on_conflict == "return":
            return Submitted(holder, replayed=True)
        if request.on_conflict != "replace" or holder.status != Status.PENDING:
            raise UniqueConflict(details={"unique_key": [f"Job {holder.id} holds this key and is {holder.status}."]})
        if cancel_pending(holder):
            return None
    raise UniqueConflict("Other submits with the same key were faster; try again.")
