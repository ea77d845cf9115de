"""The database's clock as SQL text, so that leases never depend on a host's."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
    "mysql": "CURRENT_TIMESTAMP(6)",
}
_LATER = {
    "postgresql": "STATEMENT_TIMESTAMP() + %s * INTERVAL '1 second'",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', %s || ' seconds')",
    "mysql": "CURRENT_TIMESTAMP(6) + INTERVAL %s SECOND",
}


def now_sql(connection: BaseDatabaseWrapper) -> str:
    """The present moment, in the format that Django stores."""
    return _NOW[connection.vendor]


def later_sql(connection: BaseDatabaseWrapper) -> str:
    """The moment that lies its one parameter, in seconds, after the present one."""
    return _LATER[connection.vendor]
