"""What the database says about itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor

from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.models.clock import now_sql
from django_jobkit.services.database import jobs_connection

_WORST_SKEW = timedelta(seconds=2)


def ask(sql: str) -> Any:
    """The first value that the jobs' database answers to `sql`; None when it answers nothing."""
    with jobs_connection().cursor() as cursor:
        cursor.execute(sql, [])
        row = cursor.fetchone()
    return row[0] if row else None


def reachable() -> Iterator[Finding]:
    """Whether it answers at all."""
    try:
        jobs_connection().ensure_connection()
    except DatabaseError as error:
        yield Finding(
            severity=Severity.PROBLEM,
            code="database_unreachable",
            what=f"The database {jobs_connection().alias!r} does not answer: {str(error).strip()}",
            why="Jobs live there; nothing else could be examined.",
            advice="Mend the connection (settings.DATABASES) and examine again.",
            blocks=True,
        )


def unapplied_migrations() -> Iterator[Finding]:
    """Migrations of ours that the database does not have yet."""
    executor = MigrationExecutor(jobs_connection())
    leaves = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "jobkit"]
    missing = [migration.name for migration, _ in executor.migration_plan(leaves) if migration.app_label == "jobkit"]
    if missing:
        yield Finding(
            severity=Severity.PROBLEM,
            code="unapplied_migrations",
            what=f"These migrations are not applied: {', '.join(missing)}.",
            why="The tables are not as this version of the package expects them.",
            advice="Run `manage.py migrate jobkit`.",
            blocks=True,
        )


def isolation() -> Iterator[Finding]:
    """An isolation level at which claims fail each other."""
    level = _isolation_level()
    if level not in {"", "read committed"}:
        yield Finding(
            severity=Severity.WARNING,
            code="isolation",
            what=f"Transactions run at the isolation level {level!r}.",
            why="Claims and cancels that meet then deadlock or fail and have to be repeated.",
            advice='Use "OPTIONS": {"isolation_level": "read committed"}, which is also Django\'s default.',
        )


def _isolation_level() -> str:
    connection = jobs_connection()
    if connection.vendor == "postgresql":
        return str(ask("SHOW transaction_isolation"))
    if connection.vendor == "mysql":
        is_mariadb = bool(getattr(connection, "mysql_is_mariadb", False))
        variable = "@@tx_isolation" if is_mariadb else "@@transaction_isolation"
        return str(ask(f"SELECT {variable}")).lower().replace("-", " ")
    return ""


def clock_skew() -> Iterator[Finding]:
    """A host whose clock differs from the database's."""
    before = datetime.now(UTC)
    theirs = _as_moment(ask(f"SELECT {now_sql(jobs_connection())}"))
    skew = theirs - (before + (datetime.now(UTC) - before) / 2)
    if abs(skew) > _WORST_SKEW:
        yield Finding(
            severity=Severity.WARNING,
            code="clock_skew",
            what=f"The clocks of this host and of the database are {abs(skew).total_seconds():.1f} s apart.",
            why="Leases follow the database's clock and are safe, but the times that jobs show do not fit together.",
            advice="Run a time service (NTP) on both.",
        )


def _as_moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(moment, datetime)  # noqa: S101 - no database answers otherwise
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
