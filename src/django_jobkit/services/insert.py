"""Write new jobs, each with the first row of its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from django_jobkit.core.ids import new_job_id
from django_jobkit.core.status import Status
from django_jobkit.models import Job, statements
from django_jobkit.services.database import jobs_connection, one_statement_is_enough

#: A job that is about to be written: its columns by attribute name. Ten times cheaper than a model instance.
Row = dict[str, Any]

_BLANK: Row = {
    "name": "",
    "task": "",
    "owner_id": None,
    "status": str(Status.PENDING),
    "queue": "default",
    "priority": 0,
    "params": {},
    "progress_message": "",
    "attempt": 0,
    "max_attempts": 1,
    "attempt_budget": 1,
    "timeout": None,
    "run_after": None,
    "created_at": None,
    "updated_at": None,
    "lane": None,
    "parked_until": None,
    "worker": "",
    "revision": 1,
    "history_length": 1,
    "idempotency_hash": None,
    "request_fingerprint": "",
    "unique_key": "",
    "unique_hash": None,
}
_FIELDS = [field for field in Job._meta.concrete_fields if field.attname in _BLANK or field.primary_key]
_COLUMNS = [str(field.column) for field in _FIELDS]
_INSERT = statements.insert_statement(_COLUMNS)
# What drivers take as it is; preparing the rest costs a submit a tenth of its time.
_PLAIN = (models.CharField, models.IntegerField, models.FloatField, models.SmallIntegerField)


def new_row(**columns: Any) -> Row:
    """A PENDING job with an id of its own and these columns."""
    return {"id": new_job_id(), **_BLANK, **columns}


def job_of(row: Row) -> Job:
    """The model instance of a written `row`."""
    job = Job(**row)
    job._state.adding = False
    job._state.db = jobs_connection().alias
    return job


def insert_row(row: Row) -> None:
    """Write `row` and its history row at once; raises IntegrityError when a unique key is taken."""
    connection = jobs_connection()
    values = _prepared(row, connection)
    if one_statement_is_enough(connection):
        with connection.cursor() as cursor:
            cursor.execute(statements.history_of_changed(connection, _INSERT), [*values, ""])
    else:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(_INSERT, values)
            # failpoint: inside_job_insert
            cursor.execute(statements.history_by_id(connection), ["", statements.prepare_id(row["id"], connection)])


def insert_running_row(row: Row, lease: float) -> None:
    """Write `row`, which says RUNNING, with a lease of so many seconds and two history rows; on PostgreSQL alone."""
    connection = jobs_connection()
    with connection.cursor() as cursor:
        sql = statements.insert_running_statement(connection, _COLUMNS)
        cursor.execute(sql, [*_prepared(row, connection), lease])


def insert_rows(rows: Sequence[Row]) -> None:
    """Write `rows` and their history rows in one transaction; raises IntegrityError when a unique key is taken."""
    if not rows:
        return
    connection = jobs_connection()
    if one_statement_is_enough(connection):
        columns = {field: [row[field.attname] for row in rows] for field in _FIELDS}
        sql, parameters = statements.insert_many_statement(connection, columns)
        with connection.cursor() as cursor:
            cursor.execute(statements.history_of_changed(connection, sql), [*parameters, ""])
    else:
        ids = [("", statements.prepare_id(row["id"], connection)) for row in rows]
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.executemany(_INSERT, [_prepared(row, connection) for row in rows])
            cursor.executemany(statements.history_by_id(connection), ids)


def _prepared(row: Row, connection: BaseDatabaseWrapper) -> list[Any]:
    return [
        row[field.attname] if isinstance(field, _PLAIN) else field.get_db_prep_save(row[field.attname], connection)
        for field in _FIELDS
    ]
