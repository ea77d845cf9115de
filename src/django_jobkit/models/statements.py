"""The SQL that changes a job and writes its history row in one stroke.

It is written by hand because a submit, a claim and a completion are each one statement on PostgreSQL this way, where
the ORM needs four round trips. Other databases run the same two statements in a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField

from django_jobkit.core.lifecycle import Edge
from django_jobkit.core.status import Status
from django_jobkit.models.clock import later_sql, now_sql
from django_jobkit.models.job import Job
from django_jobkit.models.job_status import JobStatus

JOBS = Job._meta.db_table
HISTORY = JobStatus._meta.db_table
_HISTORY_COLUMNS = "job_id, seq, status_type, timestamp, attempt, message"
_FIELDS = {field.column: field for field in Job._meta.concrete_fields}


@dataclass(frozen=True, slots=True)
class Raw:
    """A column value that the database computes from the row; ``{now}`` in it is the present moment."""

    sql: str


@dataclass(frozen=True, slots=True)
class Later:
    """A moment `seconds` from now by the database's clock."""

    seconds: float


NOW = Raw("{now}")


def prepare(column: str, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """`value` as the driver wants it for `column`."""
    return _FIELDS[column].get_db_prep_save(value, connection)


def load(column: str, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """What the driver gave for `column`, as the model has it."""
    convert = getattr(_FIELDS[column], "from_db_value", None)
    return value if convert is None else convert(value, None, connection)


def prepare_id(job_id: UUID, connection: BaseDatabaseWrapper) -> Any:
    """A job's id as the driver wants it."""
    return prepare("id", job_id, connection)


@lru_cache(maxsize=256)
def _set_sql(now: str, later: str, assignments: tuple[tuple[str, str], ...]) -> str:
    columns = [
        "status = %s",
        "history_length = history_length + 1",
        "revision = revision + 1",
        f"updated_at = {now}",
        *(f"{column} = {how.format(now=now, later=later)}" for column, how in assignments),
    ]
    return f"UPDATE {JOBS} SET {', '.join(columns)}"  # noqa: S608 - no text from outside


def _set_clause(connection: BaseDatabaseWrapper, target: Status, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    assignments: list[tuple[str, str]] = []
    parameters: list[Any] = [str(target)]
    for column, value in values.items():
        if isinstance(value, Raw):
            assignments.append((column, value.sql))
        elif isinstance(value, Later):
            assignments.append((column, "{later}"))
            parameters.append(value.seconds)
        else:
            assignments.append((column, "%s"))
            parameters.append(prepare(column, value, connection))
    return _set_sql(now_sql(connection), later_sql(connection), tuple(assignments)), parameters


def update_statement(
    connection: BaseDatabaseWrapper,
    *,
    target: Status,
    sources: Iterable[Status],
    values: Mapping[str, Any],
    job_id: UUID,
    attempt: int | None,
    only_if: str = "",
) -> tuple[str, list[Any]]:
    """The guarded UPDATE of one job, and its parameters; `only_if` is a further condition in SQL."""
    sql, parameters = _set_clause(connection, target, values)
    statuses = sorted(sources)
    guard = f"id = %s AND status IN ({', '.join(['%s'] * len(statuses))})"
    parameters += [prepare_id(job_id, connection), *map(str, statuses)]
    if attempt is not None:
        guard += " AND attempt = %s"
        parameters.append(attempt)
    if only_if:
        guard += f" AND ({only_if.format(now=now_sql(connection))})"
    return f"{sql} WHERE {guard}", parameters


def claim_statement(
    connection: BaseDatabaseWrapper, edge: Edge, values: Mapping[str, Any], returning: Sequence[str]
) -> tuple[str, list[Any]]:
    """One statement, for PostgreSQL, that claims the first jobs of a lane and answers id, attempt and `returning`.

    Its parameters are lane, limit, those answered here, and the message. It must be fast on a table that was never
    analysed. So the limit is hidden in a subquery: of a limit it can see, the planner may think that it takes all rows
    of the lane anyway, and sort them. And the status is hidden from its index, which would find all PENDING jobs.
    """
    sql, parameters = _set_clause(connection, edge.target, values)
    picked = (
        f"SELECT id AS picked_id FROM {JOBS} WHERE lane = %s "  # noqa: S608 - no text from outside
        "ORDER BY priority DESC, id LIMIT (SELECT %s) FOR UPDATE SKIP LOCKED"
    )
    guarded = f"{sql} FROM picked WHERE id = picked_id AND status || '' = '{Status.PENDING}'"
    changed = history_of_changed(connection, guarded, ", ".join(returning))
    return f"WITH picked AS MATERIALIZED ({picked}), {changed.removeprefix('WITH ')}", parameters


def history_of_changed(connection: BaseDatabaseWrapper, changing_sql: str, returning: str = "") -> str:
    """One statement, for PostgreSQL: `changing_sql` and the history rows of what it changed.

    Its last parameter is the message. With `returning` it answers those columns of the changed rows.
    """
    columns = f"id, history_length, status, attempt{', ' + returning if returning else ''}"
    insert = (
        f"INSERT INTO {HISTORY} ({_HISTORY_COLUMNS}) "  # noqa: S608 - no text from outside
        f"SELECT id, history_length, status, {now_sql(connection)}, attempt, %s FROM changed"
    )
    changed = f"WITH changed AS ({changing_sql} RETURNING {columns})"
    if not returning:
        return f"{changed} {insert}"
    return f"{changed}, written AS ({insert}) SELECT id, attempt, {returning} FROM changed"  # noqa: S608


def history_by_id(connection: BaseDatabaseWrapper) -> str:
    """The INSERT of one job's newest history row from the job itself; parameters: message, id."""
    return (
        f"INSERT INTO {HISTORY} ({_HISTORY_COLUMNS}) "  # noqa: S608 - no text from outside
        f"SELECT id, history_length, status, {now_sql(connection)}, attempt, %s FROM {JOBS} WHERE id = %s"
    )


def insert_statement(columns: Sequence[str]) -> str:
    """The INSERT of a job with these columns."""
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {JOBS} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - no text from outside


def insert_running_statement(connection: BaseDatabaseWrapper, columns: Sequence[str]) -> str:
    """One statement, for PostgreSQL, that inserts a job in its first attempt, with both rows of its history.

    Its parameters are those columns, and the seconds of the lease.
    """
    now = now_sql(connection)
    places = ", ".join(["%s"] * len(columns))
    insert = (
        f"INSERT INTO {JOBS} ({', '.join(columns)}, started_at, lease_expires_at) "  # noqa: S608 - no text from outside
        f"VALUES ({places}, {now}, {later_sql(connection)}) RETURNING id"
    )
    steps = f"(VALUES (1, '{Status.PENDING}', 0), (2, '{Status.RUNNING}', 1)) AS step (number, name, try)"
    return (
        f"WITH written AS ({insert}) INSERT INTO {HISTORY} ({_HISTORY_COLUMNS}) "  # noqa: S608 - likewise
        f"SELECT id, step.number, step.name, {now}, step.try, '' FROM written, {steps} ORDER BY step.number"
    )


def insert_many_statement(
    connection: BaseDatabaseWrapper, columns: Mapping[Field[Any, Any], Sequence[Any]]
) -> tuple[str, list[Any]]:
    """One INSERT, for PostgreSQL, of as many jobs as each column has values.

    What is the same in all rows goes once; what differs goes as one array a column.
    """
    constants: list[Any] = []
    arrays: list[Any] = []
    selected: list[str] = []
    unnested: list[tuple[str, str]] = []
    for field, values in columns.items():
        kind = field.db_type(connection)
        if len(values) > 1 and _are_the_same(field, values):
            selected.append(f"%s::{kind}")
            constants.append(field.get_db_prep_save(values[0], connection))
        else:
            selected.append(str(field.column))
            unnested.append((str(field.column), f"%s::{kind}[]"))
            arrays.append([field.get_db_prep_save(value, connection) for value in values])
    names = ", ".join(str(field.column) for field in columns)
    source = f"unnest({', '.join(cast for _, cast in unnested)}) AS given ({', '.join(name for name, _ in unnested)})"
    return f"INSERT INTO {JOBS} ({names}) SELECT {', '.join(selected)} FROM {source}", [*constants, *arrays]  # noqa: S608


def _are_the_same(field: Field[Any, Any], values: Sequence[Any]) -> bool:
    # Python thinks [1] and [True] equal, JSON does not.
    if isinstance(field, JSONField) and values[0] != {}:
        return False
    return values.count(values[0]) == len(values)


def touch_statement(connection: BaseDatabaseWrapper, assignments: str, guard: str) -> str:
    """An UPDATE of one job that is visible but no transition; parameters: those of `assignments`, id, `guard`'s."""
    now = now_sql(connection)
    changes = f"revision = revision + 1, updated_at = {now}, {assignments.format(now=now)}"
    return f"UPDATE {JOBS} SET {changes} WHERE id = %s AND {guard}"  # noqa: S608 - no text from outside


def renew_statement(connection: BaseDatabaseWrapper) -> str:
    """The UPDATE that extends a lease; parameters: seconds, id, attempt. Not a visible change."""
    return (
        f"UPDATE {JOBS} SET lease_expires_at = {later_sql(connection)} "  # noqa: S608 - no text from outside
        f"WHERE id = %s AND attempt = %s AND status = '{Status.RUNNING}'"
    )


def renew_held_statement(connection: BaseDatabaseWrapper) -> str:
    """One statement, for PostgreSQL, that extends the leases of attempts whose rows nobody holds; answers their ids.

    Parameters: ids, attempts, seconds.
    """
    held = _held("unnest(%s::uuid[], %s::integer[]) AS given (held_id, held_attempt)")
    assignment = f"lease_expires_at = {later_sql(connection)}"
    return f"WITH {held} UPDATE {JOBS} SET {assignment} FROM held WHERE {_IS_HELD} RETURNING id"  # noqa: S608


def report_held_statement(connection: BaseDatabaseWrapper) -> str:
    """The same for their progress, which is a visible change. Parameters: ids, attempts, currents, totals, messages."""
    held = _held(
        "unnest(%s::uuid[], %s::integer[], %s::float8[], %s::float8[], %s::text[])"
        " AS given (held_id, held_attempt, current, total, message)"
    )
    assignments = (
        f"revision = revision + 1, updated_at = {now_sql(connection)}, "
        "progress_current = held.current, progress_total = held.total, progress_message = held.message"
    )
    return f"WITH {held} UPDATE {JOBS} SET {assignments} FROM held WHERE {_IS_HELD}"  # noqa: S608


_IS_HELD = f"id = held_id AND status = '{Status.RUNNING}'"


def _held(given: str) -> str:
    return (
        f"held AS MATERIALIZED (SELECT given.* FROM {JOBS} JOIN {given} "  # noqa: S608 - no text from outside
        f"ON id = held_id AND attempt = held_attempt AND status = '{Status.RUNNING}' "
        f"ORDER BY id FOR UPDATE OF {JOBS} SKIP LOCKED)"
    )
