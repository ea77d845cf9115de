"""Look after running jobs: extend their leases, make their progress visible, and learn what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from django_jobkit.conf import config
from django_jobkit.core.context import Progress
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.models.statements import (
    prepare_id,
    renew_held_statement,
    renew_statement,
    report_held_statement,
    touch_statement,
)
from django_jobkit.services.database import jobs_alias, jobs_connection, one_statement_is_enough, unlocked


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a run stands in the database."""

    attempt: int
    is_running: bool
    cancel_requested: bool

    def is_ours(self, attempt: int) -> bool:
        """Whether `attempt` still owns the job."""
        return self.is_running and self.attempt == attempt


def look_at(job_ids: Iterable[UUID]) -> dict[UUID, Sighting]:
    """How these jobs stand; one that is missing in the answer was deleted. Takes no locks."""
    rows = Job.objects.using(jobs_alias()).filter(pk__in=list(job_ids))
    fields = rows.values_list("id", "attempt", "status", "cancel_requested_at")
    return {
        job_id: Sighting(attempt, status == Status.RUNNING, cancelled is not None)
        for job_id, attempt, status, cancelled in fields
    }


def renew_leases(runs: Mapping[UUID, int]) -> set[UUID]:
    """Extend the leases of `runs` (job ids with their attempts) and answer which were extended.

    Rows that a handler's own transaction holds are passed over where the database can skip them: a lock is a sign of
    life too, and rescue passes them over as well.
    """
    connection = jobs_connection()
    if one_statement_is_enough(connection):
        return _renew_in_one_statement(connection, runs)
    renewed: set[UUID] = set()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for job_id, attempt in _held(runs):
            cursor.execute(renew_statement(connection), [config.LEASE, prepare_id(job_id, connection), attempt])
            if cursor.rowcount == 1:
                renewed.add(job_id)
        # failpoint: during_heartbeat
    return renewed


def _renew_in_one_statement(connection: BaseDatabaseWrapper, runs: Mapping[UUID, int]) -> set[UUID]:
    # Between two statements of a transaction a process may freeze, and would hold its rows against rescue meanwhile.
    # failpoint: during_heartbeat
    with connection.cursor() as cursor:
        cursor.execute(renew_held_statement(connection), [list(runs), list(runs.values()), config.LEASE])
        return {row[0] for row in cursor.fetchall()}


def write_progress(reports: Mapping[UUID, tuple[int, Progress]]) -> None:
    """Make `reports` (job ids with attempt and progress) visible, where the attempt still owns the job."""
    connection = jobs_connection()
    if one_statement_is_enough(connection):
        _report_in_one_statement(connection, reports)
        return
    sql = touch_statement(
        connection,
        "progress_current = %s, progress_total = %s, progress_message = %s",
        f"attempt = %s AND status = '{Status.RUNNING}'",
    )
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for job_id, attempt in _held({job_id: report[0] for job_id, report in reports.items()}):
            progress = reports[job_id][1]
            values = [progress.current, progress.total, progress.message]
            cursor.execute(sql, [*values, prepare_id(job_id, connection), attempt])


def _report_in_one_statement(connection: BaseDatabaseWrapper, reports: Mapping[UUID, tuple[int, Progress]]) -> None:
    attempts, progress = zip(*reports.values(), strict=True) if reports else ((), ())
    columns = [[getattr(report, name) for report in progress] for name in ("current", "total", "message")]
    with connection.cursor() as cursor:
        cursor.execute(report_held_statement(connection), [list(reports), list(attempts), *columns])


def _held(runs: Mapping[UUID, int]) -> list[tuple[UUID, int]]:
    rows = Job.objects.using(jobs_alias()).filter(pk__in=list(runs), status=Status.RUNNING).order_by("id")
    found = unlocked(rows).values_list("id", "attempt")
    return [(job_id, attempt) for job_id, attempt in found if runs[job_id] == attempt]
