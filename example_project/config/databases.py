"""One database from a URL, with the options that keep jobs safe and waits bounded on its engine."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import dj_database_url

from config.environment import BASE_DIR, env

DEFAULT_URL = f"sqlite:///{BASE_DIR / 'db.sqlite3'}"

# Readers beside one writer; and a transaction takes the write lock at its start, where waiting for it has a timeout.
SQLITE = {
    "init_command": "PRAGMA journal_mode=WAL;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}
# Keepalives notice a server that died while we wait for its answer, tcp_user_timeout one that died while we send:
# either alone leaves the other case hanging for minutes.
POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
MARIADB = {
    "charset": "utf8mb4",
    "isolation_level": "read committed",
    "connect_timeout": 5,
    "read_timeout": 60,
    "write_timeout": 60,
}
OPTIONS = {
    "django_jobkit.contrib.sqlite": SQLITE,
    "django.db.backends.postgresql": POSTGRESQL,
    "django.db.backends.mysql": MARIADB,
}

dj_database_url.register("mariadb", "django.db.backends.mysql")
# Django's own, but that the writers of a process take turns.
dj_database_url.register("sqlite", "django_jobkit.contrib.sqlite")


def database() -> dict[str, Any]:
    """The database that DATABASE_URL names; options in its query win over ours. Raises EnvError for a bad URL."""
    settings: dict[str, Any] = env.dj_db_url("DATABASE_URL", default=DEFAULT_URL)
    given = settings.get("OPTIONS", {})
    settings["CONN_MAX_AGE"] = given.pop("conn_max_age", env.int("CONN_MAX_AGE", 60))
    settings["CONN_HEALTH_CHECKS"] = given.pop("conn_health_checks", True)
    settings["OPTIONS"] = OPTIONS.get(settings["ENGINE"], {}) | given
    if settings["ENGINE"] == "django.db.backends.mysql":
        _find_a_driver()
    return settings


def _find_a_driver() -> None:
    if find_spec("MySQLdb") is None and find_spec("pymysql") is not None:
        # PyMySQL passes for the driver that Django asks for, and needs no compiler.
        import pymysql

        pymysql.install_as_MySQLdb()
