"""What the harness tells a process of the system under test, all of it through the environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: Where ledger and other evidence are written.
FOLDER = Path(os.environ.get("JOBKIT_FAULTS_FOLDER", "."))
EXECUTOR = os.environ.get("JOBKIT_FAULTS_EXECUTOR", "thread")
BROKER = os.environ.get("JOBKIT_FAULTS_BROKER", "")
#: Before the names of all queues on the broker.
QUEUE_PREFIX = os.environ.get("JOBKIT_FAULTS_QUEUE_PREFIX", "")

_ENGINES = {"postgresql": "postgresql", "mysql": "mysql", "sqlite": "sqlite3"}
_OPTIONS: dict[str, dict[str, Any]] = {
    # A line that went dead is noticed within seconds, while waiting (keepalives) and while sending (user timeout).
    "postgresql": {
        "connect_timeout": 3,
        "keepalives": 1,
        "keepalives_idle": 2,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": 4000,
    },
    "mysql": {"charset": "utf8mb4", "isolation_level": "read committed", "connect_timeout": 3},
    "sqlite": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}


def given(variable: str) -> dict[str, Any]:
    """The JSON object in an environment variable."""
    said: dict[str, Any] = json.loads(os.environ.get(variable) or "{}")
    return said


def database() -> dict[str, Any]:
    """Django's description of the database at the URL that was given."""
    url = urlsplit(os.environ["JOBKIT_FAULTS_DATABASE"])
    options = {**_OPTIONS[url.scheme], **given("JOBKIT_FAULTS_DATABASE_OPTIONS")}
    name = url.path if url.scheme == "sqlite" else url.path.removeprefix("/")
    return {
        "ENGINE": f"django.db.backends.{_ENGINES[url.scheme]}",
        "NAME": name,
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "USER": url.username or "",
        "PASSWORD": url.password or "",
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": os.environ.get("JOBKIT_FAULTS_ATOMIC_REQUESTS") == "yes",
    }
