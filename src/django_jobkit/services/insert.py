"""Write new jobs, each with the first row of its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from django_jobkit.models import Job, statements
from django_jobkit.services.database import jobs_connection, one_statement_is_enough

_LEFT_OUT = {"result", "error", "progress_current", "progress_total", "saved_state", "started_at", "finished_at"}
_LEFT_OUT |= {"cancel_requested_at", "lease_expires_at"}
_FIELDS = [field for field in Job._meta.concrete_fields if field.column not in _LEFT_OUT]
_COLUMNS = [str(field.column) for field in _FIELDS]
_INSERT = statements.insert_statement(_COLUMNS)


def insert_job(job: Job) -> None:
    """Write `job` and its history row at once; raises IntegrityError when a unique key is taken."""
    connection = jobs_connection()
    values = _values(job, connection)
    if one_statement_is_enough(connection):
        with connection.cursor() as cursor:
            cursor.execute(statements.history_of_changed(connection, _INSERT), [*values, ""])
    else:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(_INSERT, values)
            cursor.execute(statements.history_by_id(connection), ["", statements.prepare_id(job.id, connection)])
    _loaded(job, connection)


def insert_jobs(jobs: Sequence[Job]) -> None:
    """Write `jobs` and their history rows in one transaction; raises IntegrityError when a unique key is taken."""
    connection = jobs_connection()
    ids = [("", statements.prepare_id(job.id, connection)) for job in jobs]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_values(job, connection) for job in jobs])
        cursor.executemany(statements.history_by_id(connection), ids)
    for job in jobs:
        _loaded(job, connection)


def _values(job: Job, connection: BaseDatabaseWrapper) -> list[Any]:
    return [field.get_db_prep_save(getattr(job, field.attname), connection) for field in _FIELDS]


def _loaded(job: Job, connection: BaseDatabaseWrapper) -> None:
    job._state.adding = False
    job._state.db = connection.alias
