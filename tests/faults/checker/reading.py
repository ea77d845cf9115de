"""Raw SQL on PostgreSQL, SQLite or MariaDB: what the rows say, whatever the package would make of them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

_JOB = (
    "id, task, status, attempt, max_attempts, attempt_budget, history_length, worker, lease_expires_at IS NOT NULL, "
    "finished_at IS NOT NULL, cancel_requested_at IS NOT NULL, unique_key, result, error, lane, "
    "parked_until IS NOT NULL"
)
_STATUS = "job_id, seq, status_type, attempt, message, timestamp"


@dataclass(frozen=True, slots=True)
class JobRow:
    """What the row of a job says."""

    id: str
    task: str = "faults.step"
    status: str = "PENDING"
    attempt: int = 0
    max_attempts: int = 3
    attempt_budget: int = 3
    history_length: int = 1
    worker: str = ""
    has_lease: bool = False
    has_finished: bool = False
    cancel_requested: bool = False
    unique_key: str = ""
    result: Any = None
    error: Any = None
    lane: str | None = None
    is_parked: bool = False


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One step in a history."""

    job: str
    seq: int
    status: str
    attempt: int = 0
    message: str = ""
    at: str = ""


class Database:
    """A connection of the checker's own; a context manager."""

    def __init__(self, url: str) -> None:
        self._connection, self._mark = _connect(url)
        # What PostgreSQL's driver gives is decoded already.
        self._decode = (lambda value: value) if url.startswith("postgresql:") else _decode

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What a query finds; write ``%s`` for each parameter."""
        cursor = self._connection.cursor()
        cursor.execute(sql.replace("%s", self._mark), parameters)
        return [tuple(row) for row in cursor.fetchall()]

    def jobs(self) -> list[JobRow]:
        """All jobs."""
        return [self._job(row) for row in self.rows(f"SELECT {_JOB} FROM jobkit_job ORDER BY id")]

    def statuses(self) -> list[StatusRow]:
        """All histories."""
        rows = self.rows(f"SELECT {_STATUS} FROM jobkit_jobstatus ORDER BY job_id, seq, id")
        return [
            StatusRow(_id(job), seq, status, attempt, message, str(at))
            for job, seq, status, attempt, message, at in rows
        ]

    def effects(self) -> list[tuple[str, int]]:
        """Job and attempt of each effect."""
        return [
            (_id(job), attempt) for job, attempt in self.rows("SELECT job_id, attempt FROM host_effect ORDER BY id")
        ]

    def _job(self, row: tuple[Any, ...]) -> JobRow:
        job_id, *plain = row[:8]
        lease, finished, cancel = map(bool, row[8:11])
        result, error = map(self._decode, row[12:14])
        return JobRow(
            _id(job_id), *plain, lease, finished, cancel, row[11], result, error, row[14], is_parked=bool(row[15])
        )


def _connect(url: str) -> tuple[Any, str]:
    parts = urlsplit(url)
    if parts.scheme == "postgresql":
        import psycopg

        return psycopg.connect(url, autocommit=True, connect_timeout=20), "%s"
    if parts.scheme == "mysql":
        import pymysql

        name = parts.path.removeprefix("/")
        return (
            pymysql.connect(
                host=parts.hostname or "127.0.0.1",
                port=parts.port or 3306,
                user=parts.username or "root",
                password=parts.password or "",
                database=name,
                autocommit=True,
            ),
            "%s",
        )
    return sqlite3.connect(parts.path, timeout=20, isolation_level=None), "?"


def _id(value: Any) -> str:
    return str(value) if isinstance(value, UUID) else str(UUID(str(value)))


def _decode(text: str | None) -> Any:
    return None if text is None else json.loads(text)
