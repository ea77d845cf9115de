"""Tracked jobs: their client reports their statuses and may correct what it reported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from django_jobkit.conf import config
from django_jobkit.core.lifecycle import tracked_may_follow
from django_jobkit.core.status import Status
from django_jobkit.core.storable import storable_text
from django_jobkit.exceptions import HistoryIsAppendOnly, HistoryIsFull, IllegalTransition
from django_jobkit.models import Job, JobStatus
from django_jobkit.models.job_status import MAX_MESSAGE
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.transition import follow_newest, tell_submitted

# Renumbering goes by way of numbers no history reaches, for uniqueness is checked row by row.
_FAR = 1_000_000_000


@contextmanager
def _locked(job: Job) -> Iterator[Job]:
    alias = jobs_alias()
    with transaction.atomic(using=alias):
        locked = Job.objects.using(alias).select_for_update().get(pk=job.pk)
        if not locked.is_tracked:
            raise HistoryIsAppendOnly
        yield locked
        tell_submitted([locked])


def report_status(job: Job, status_type: Status | str, message: str = "", *, cancelling: bool = False) -> JobStatus:
    """Add a row to the history of a tracked job; its status follows.

    Raises HistoryIsAppendOnly for an executed job, IllegalTransition for a second ending, HistoryIsFull.
    """
    return retry_transient(lambda: _report(job, Status(status_type), message, cancelling=cancelling))


def _report(job: Job, status: Status, message: str, *, cancelling: bool) -> JobStatus:
    with _locked(job) as locked:
        _check(Status(locked.status), status)
        if locked.history_length >= config.MAX_HISTORY and not cancelling:
            raise HistoryIsFull
        if cancelling:
            locked.cancel_requested_at = timezone.now()
        row = JobStatus.objects.using(jobs_alias()).create(
            job=locked,
            seq=locked.history_length + 1,
            status_type=status,
            timestamp=timezone.now(),
            message=storable_text(message, MAX_MESSAGE),
        )
        locked.history_length = row.seq
        follow_newest(locked, row)
    return row


def correct_status(row: JobStatus, status_type: Status | str | None = None, message: str | None = None) -> JobStatus:
    """Change a reported row; the job's status follows its newest row.

    Raises HistoryIsAppendOnly for an executed job, IllegalTransition when the history would be impossible.
    """
    status = None if status_type is None else Status(status_type)
    return retry_transient(lambda: _correct(row, status, message))


def _correct(row: JobStatus, status: Status | None, message: str | None) -> JobStatus:
    with _locked(row.job) as locked:
        current = JobStatus.objects.using(jobs_alias()).get(pk=row.pk)
        if status is not None:
            current.status_type = status
        if message is not None:
            current.message = storable_text(message, MAX_MESSAGE)
        before, after = _neighbour(current, -1), _neighbour(current, +1)
        _check_between(before, Status(current.status_type), after)
        current.save()
        follow_newest(locked, current if after is None else None)
    return current


def remove_status(row: JobStatus) -> None:
    """Delete a reported row; the rows after it move up, and the job's status follows its newest row.

    Raises HistoryIsAppendOnly for an executed job, IllegalTransition when the history would be impossible.
    """
    retry_transient(lambda: _remove(row))


def _remove(row: JobStatus) -> None:
    with _locked(row.job) as locked:
        rows = JobStatus.objects.using(jobs_alias()).filter(job=locked)
        current = rows.get(pk=row.pk)
        before, after = _neighbour(current, -1), _neighbour(current, +1)
        if before is None:
            raise IllegalTransition("The first row of a history stays: every job starts as PENDING.")
        if after is not None:
            _check(Status(before.status_type), Status(after.status_type))
        current.delete()
        rows.filter(seq__gt=current.seq).update(seq=F("seq") + _FAR)
        rows.filter(seq__gt=_FAR).update(seq=F("seq") - _FAR - 1)
        locked.history_length -= 1
        follow_newest(locked, before if after is None else None)


def _neighbour(row: JobStatus, step: int) -> JobStatus | None:
    return JobStatus.objects.using(jobs_alias()).filter(job_id=row.job_id, seq=row.seq + step).first()


def _check(current: Status, new: Status) -> None:
    if not tracked_may_follow(current, new):
        raise IllegalTransition(
            f"The job has ended as {current}; only PENDING or RUNNING can follow, as a new run.",
            details={"status_type": [f"{new} cannot follow {current}."]},
        )


def _check_between(before: JobStatus | None, status: Status, after: JobStatus | None) -> None:
    if before is None and status != Status.PENDING:
        raise IllegalTransition(
            "The first row of a history stays PENDING.", details={"status_type": ["The first row stays PENDING."]}
        )
    if before is not None:
        _check(Status(before.status_type), status)
    if after is not None:
        _check(status, Status(after.status_type))
