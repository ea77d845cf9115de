"""The settings are what the environment says, and a mistake in it is told in words."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.example.conftest import LIMIT, MANAGE, PRODUCTION, Manage, example_environment

# Reading the settings alone takes a fraction of what setting Django up would.
PRINT = "import json; from django.conf import settings; print(json.dumps({}))"


def setting(expression: str, project: Path = MANAGE.parent, /, **given: str) -> Any:
    """What `expression` over the settings of `project` is with these environment variables."""
    database = project / "example.sqlite3"
    answer = subprocess.run(
        [sys.executable, "-c", PRINT.format(expression)],
        env=example_environment(database, DJANGO_SETTINGS_MODULE="config.settings", **given),
        cwd=project,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_without_any_environment_jobs_are_open_to_everybody_here() -> None:
    expression = "[settings.DEBUG, settings.JOBKIT['EXECUTOR'], settings.JOBKIT['PERMISSIONS']]"
    assert setting(expression) == [True, "thread", ["rest_framework.permissions.AllowAny"]]


def test_debug_off_selects_the_production_settings_which_ask_for_an_account() -> None:
    expression = "[settings.DEBUG, settings.JOBKIT['EXECUTOR'], 'PERMISSIONS' in settings.JOBKIT]"
    assert setting(expression, **PRODUCTION) == [False, "thread", False]


def test_production_tells_everything_that_it_misses_at_once(manage: Manage) -> None:
    answer = manage("check", DEBUG="0")
    assert answer.returncode == 1
    assert "SECRET_KEY is not set. Make one: python -c" in answer.stderr
    assert "ALLOWED_HOSTS is not set." in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("name", ["DEBUG", "DATABASE_URL"])
def test_a_value_that_cannot_be_read_is_named_without_a_traceback(manage: Manage, name: str) -> None:
    answer = manage("check", **{name: "nonsense"})
    assert answer.returncode == 1
    assert f'"{name}"' in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_deployment_check_finds_nothing_in_production(manage: Manage) -> None:
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert answer.returncode == 0, answer.stderr


def test_sqlite_is_safe_for_several_writers_also_when_a_url_names_it() -> None:
    found = setting("{k: v for k, v in settings.DATABASES['default'].items() if k in ('NAME', 'OPTIONS')}")
    assert found["NAME"].endswith("example.sqlite3")
    assert found["OPTIONS"] == {
        "init_command": "PRAGMA journal_mode=WAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }


def test_postgresql_notices_a_server_that_died_in_either_direction() -> None:
    url = "postgresql://somebody@127.0.0.1:1/jobs?conn_max_age=7&connect_timeout=2"
    found = setting("settings.DATABASES['default']", DATABASE_URL=url)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert found["CONN_MAX_AGE"] == 7
    assert found["OPTIONS"]["keepalives"] == 1
    assert found["OPTIONS"]["tcp_user_timeout"] == 10_000
    assert found["OPTIONS"]["connect_timeout"] == 2


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_mariadb_has_a_scheme_of_its_own(scheme: str) -> None:
    found = setting("settings.DATABASES['default']", DATABASE_URL=f"{scheme}://somebody@127.0.0.1:1/jobs")
    assert found["ENGINE"] == "django.db.backends.mysql"
    assert found["OPTIONS"]["charset"] == "utf8mb4"


def test_origins_brokers_and_executors_come_from_the_environment() -> None:
    expression = "[settings.CORS_ALLOWED_ORIGINS, settings.CELERY_BROKER_URL, settings.JOBKIT['EXECUTOR']]"
    assert setting(
        expression,
        CORS_ALLOWED_ORIGINS="https://a.example,https://b.example",
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
        JOBKIT_EXECUTOR="immediate",
    ) == [["https://a.example", "https://b.example"], "redis://127.0.0.1:1/0", "immediate"]


def test_production_refuses_passwords_that_resemble_the_user_name() -> None:
    expression = "[v['NAME'].rsplit('.')[-1] for v in settings.AUTH_PASSWORD_VALIDATORS]"
    development = setting(expression)
    assert set(setting(expression, **PRODUCTION)) - set(development) == {"UserAttributeSimilarityValidator"}


def test_a_dotenv_file_is_read_when_there_is_one_and_the_environment_wins_over_it(tmp_path: Path) -> None:
    project = tmp_path / "example_project"
    shutil.copytree(MANAGE.parent, project, ignore=shutil.ignore_patterns("*.sqlite3*"))
    (project / ".env").write_text("DEBUG=0\nSECRET_KEY=from-the-file\nALLOWED_HOSTS=a.example,b.example\n")
    expression = "[settings.DEBUG, settings.SECRET_KEY, settings.ALLOWED_HOSTS]"
    found = setting(expression, project, ALLOWED_HOSTS="c.example")
    assert found == [False, "from-the-file", ["c.example"]]
