"""Database options that durable jobs need, told from the settings alone; `jobkit_doctor` asks the database itself."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

from django_jobkit.services.database import jobs_connection

_SQLITE = (
    'Use "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"} '
    "in settings.DATABASES."
)
_ISOLATION = 'Use "OPTIONS": {"isolation_level": "read committed"}, which is also Django\'s default.'
_KEEPALIVES = (
    'Use "OPTIONS": {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, '
    '"tcp_user_timeout": 30000} in settings.DATABASES.'
)


def _options() -> dict[str, Any]:
    found: dict[str, Any] = jobs_connection().settings_dict.get("OPTIONS") or {}
    return found


def check_database_options(**kwargs: Any) -> list[CheckMessage]:
    """W020 to W022: SQLite with WAL and IMMEDIATE, MySQL and MariaDB at READ COMMITTED."""
    vendor = jobs_connection().vendor
    if vendor == "sqlite":
        return _sqlite(_options())
    level = str(_options().get("isolation_level") or "read committed").lower()
    if vendor == "mysql" and level != "read committed":
        message = f"The jobs' database runs transactions at {level!r}; claims that meet will deadlock."
        return [CheckWarning(message, hint=_ISOLATION, id="jobkit.W022")]
    return []


def _sqlite(options: dict[str, Any]) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if "wal" not in str(options.get("init_command", "")).lower():
        message = "The jobs' SQLite database is not set to WAL: readers and writers will stop one another."
        found.append(CheckWarning(message, hint=_SQLITE, id="jobkit.W020"))
    if str(options.get("transaction_mode") or "").upper() not in {"IMMEDIATE", "EXCLUSIVE"}:
        message = "The jobs' SQLite database does not begin transactions as IMMEDIATE: 'database is locked' under load."
        found.append(CheckWarning(message, hint=_SQLITE, id="jobkit.W021"))
    return found


def check_keepalives(**kwargs: Any) -> list[CheckMessage]:
    """W023, on deployment: a PostgreSQL connection that notices when the other side is gone."""
    options = _options()
    if jobs_connection().vendor != "postgresql" or "keepalives_idle" in options or "tcp_user_timeout" in options:
        return []
    message = "The PostgreSQL connection has no TCP keepalives: a worker may wait for minutes on a dead connection."
    return [CheckWarning(message, hint=_KEEPALIVES, id="jobkit.W023")]
