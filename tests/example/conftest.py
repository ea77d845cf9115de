"""Runs the example project's commands in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.example.reading import SettingsReader

# What is in there needs the example's settings; test_inside.py runs it with them.
collect_ignore = [] if os.environ.get("DJANGO_SETTINGS_MODULE") == "config.settings" else ["inside"]

ROOT = Path(__file__).resolve().parents[2]
MANAGE = ROOT / "example_project" / "manage.py"
LIMIT = 300

SECRET_KEY = "a-key-of-the-tests-that-is-long-enough-for-production-1234567890"
PRODUCTION = {"DEBUG": "0", "SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": "jobs.example.com,localhost"}

# What decides how the example behaves, and so must not leak in from whoever runs the tests.
OURS = {
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CELERY_BROKER_URL",
    "CELERY_TASK_DEFAULT_QUEUE",
    "CONN_MAX_AGE",
    "CORS_ALLOWED_ORIGINS",
    "CROSS_SITE_COOKIES",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "EGRESS_ALLOW",
    "EGRESS_PORTS",
    "EGRESS_PROXY",
    "EGRESS_USER_AGENT",
    "HOST",
    "HTTPS_ONLY",
    "JOBKIT_EXECUTOR",
    "JOBKIT_SECRET_KEYS",
    "MEDIA_ROOT",
    "PORT",
    "SECRET_KEY",
    "TLS_CERTFILE",
    "TLS_KEYFILE",
    "TRUSTED_PROXIES",
    "WEB_CONCURRENCY",
    "WORKER_ALIVE_FILE",
    "WORKER_CONCURRENCY",
}

Manage = Callable[..., subprocess.CompletedProcess[str]]
Setting = Callable[..., Any]


def example_environment(database: Path, **given: str) -> dict[str, str]:
    """An environment for the example that keeps what it keeps beside `database`, and otherwise only what is `given`."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    kept = {"DATABASE_URL": f"sqlite:///{database}", "MEDIA_ROOT": str(database.with_name("media"))}
    return {**inherited, **kept, **given}


@pytest.fixture(scope="session")
def setting() -> Iterator[Setting]:
    """What an expression over the settings of the example, or of a copy of it, is with these environment variables."""
    reader = SettingsReader()

    def read(expression: str, project: Path = MANAGE.parent, /, **given: str) -> Any:
        database = project / "example.sqlite3"
        environment = example_environment(database, DJANGO_SETTINGS_MODULE="config.settings", **given)
        return reader.read(expression, str(project), environment)

    yield read
    reader.close()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the example keeps its database in this test."""
    return tmp_path / "example.sqlite3"


@pytest.fixture
def manage(database: Path) -> Manage:
    """Runs ``manage.py`` with the given arguments and environment variables to its end."""

    def run(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(MANAGE), *arguments],
            env=example_environment(database, **given),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )

    return run
