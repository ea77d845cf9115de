"""SQLite the way the documentation recommends it: a file, WAL, and transactions that begin with the lock."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.settings.base import *  # noqa: F403 - settings modules build on one another

# A file even for the tests: threads and other processes cannot share a database in memory.
_FILE = os.environ.get("JOBKIT_TEST_DATABASE") or str(Path(tempfile.gettempdir()) / f"jobkit-{os.getpid()}.sqlite3")

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _FILE,
        "TEST": {"NAME": _FILE},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    },
}
