"""The database's clock as SQL text, so that leases never depend on a host's."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Func
from django.db.models.sql.compiler import SQLCompiler

_NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
    # Not CURRENT_TIMESTAMP, which follows the time zone of the session.
    "mysql": "UTC_TIMESTAMP(6)",
}
_LATER = {
    "postgresql": "STATEMENT_TIMESTAMP() + %s * INTERVAL '1 second'",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', %s || ' seconds')",
    "mysql": "UTC_TIMESTAMP(6) + INTERVAL %s SECOND",
}


class DatabaseNow(Func):
    """The present moment in a queryset. Django's own ``Now`` follows the session's time zone on MariaDB and MySQL."""

    output_field = DateTimeField()

    def as_sql(  # type: ignore[override]  # it takes no arguments to make SQL of
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The same text as in our own statements."""
        return now_sql(connection), ()


def now_sql(connection: BaseDatabaseWrapper) -> str:
    """The present moment, in the format that Django stores."""
    return _NOW[connection.vendor]


def later_sql(connection: BaseDatabaseWrapper) -> str:
    """The moment that lies its one parameter, in seconds, after the present one."""
    return _LATER[connection.vendor]
