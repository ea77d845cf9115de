"""The settings are what the environment says, and a mistake in it is told in words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.example.conftest import LIMIT, MANAGE, PRODUCTION, Manage, Setting, example_environment


def test_without_any_environment_jobs_are_open_to_everybody_here(setting: Setting) -> None:
    expression = "[settings.DEBUG, settings.JOBKIT['EXECUTOR'], settings.JOBKIT['PERMISSIONS']]"
    assert setting(expression) == [True, "thread", ["rest_framework.permissions.AllowAny"]]


def test_debug_off_selects_the_production_settings_which_ask_for_an_account(setting: Setting) -> None:
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


def test_in_development_the_server_trusts_itself_by_any_of_its_names(setting: Setting) -> None:
    trusted = setting("settings.CSRF_TRUSTED_ORIGINS", PORT="8443", CORS_ALLOWED_ORIGINS="https://a.example")
    assert {"https://a.example", "https://localhost:8443", "http://127.0.0.1:8443"} <= set(trusted)


def test_the_deployment_check_finds_nothing_in_production(manage: Manage) -> None:
    answer = manage("check", "--deploy", "--fail-level", "WARNING", JOBKIT_SECRET_KEYS=f"{'a' * 43}=", **PRODUCTION)
    assert answer.returncode == 0, answer.stderr


def test_sqlite_is_safe_for_several_writers_also_when_a_url_names_it(setting: Setting) -> None:
    found = setting("{k: v for k, v in settings.DATABASES['default'].items() if k in ('NAME', 'OPTIONS')}")
    assert found["NAME"].endswith("example.sqlite3")
    assert found["OPTIONS"] == {
        "init_command": "PRAGMA journal_mode=WAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }


def test_postgresql_notices_a_server_that_died_in_either_direction(setting: Setting) -> None:
    url = "postgresql://somebody@127.0.0.1:1/jobs?conn_max_age=7&connect_timeout=2"
    found = setting("settings.DATABASES['default']", DATABASE_URL=url)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert found["CONN_MAX_AGE"] == 7
    assert found["OPTIONS"]["keepalives"] == 1
    assert found["OPTIONS"]["tcp_user_timeout"] == 10_000
    assert found["OPTIONS"]["connect_timeout"] == 2


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_mariadb_has_a_scheme_of_its_own(setting: Setting, scheme: str) -> None:
    found = setting("settings.DATABASES['default']", DATABASE_URL=f"{scheme}://somebody@127.0.0.1:1/jobs")
    assert found["ENGINE"] == "django.db.backends.mysql"
    assert found["OPTIONS"]["charset"] == "utf8mb4"


def test_origins_brokers_and_executors_come_from_the_environment(setting: Setting) -> None:
    expression = "[settings.CORS_ALLOWED_ORIGINS, settings.CELERY_BROKER_URL, settings.JOBKIT['EXECUTOR']]"
    assert setting(
        expression,
        CORS_ALLOWED_ORIGINS="https://a.example,https://b.example",
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
        JOBKIT_EXECUTOR="immediate",
    ) == [["https://a.example", "https://b.example"], "redis://127.0.0.1:1/0", "immediate"]


def test_whoever_may_read_from_another_origin_may_write_unless_told_otherwise(setting: Setting) -> None:
    expression = "[settings.CORS_ALLOWED_ORIGINS, settings.CSRF_TRUSTED_ORIGINS]"
    read, write = setting(expression)
    assert set(read) <= set(write)
    assert {"https://localhost:5173", "https://127.0.0.1:5173", "http://127.0.0.1:3000"} <= set(read)
    given = {"CORS_ALLOWED_ORIGINS": "https://a.example", "CSRF_TRUSTED_ORIGINS": "https://b.example"}
    for more in ({}, PRODUCTION):
        assert setting(expression, **given, **more) == [["https://a.example"], ["https://b.example"]]


@pytest.mark.parametrize("given", [{}, PRODUCTION], ids=["development", "production"])
def test_cookies_go_to_other_sites_only_when_asked_to_and_then_over_tls(
    setting: Setting, given: dict[str, str]
) -> None:
    names = [f"{cookie}_COOKIE_{what}" for cookie in ("SESSION", "CSRF") for what in ("SAMESITE", "SECURE")]
    expression = f"[getattr(settings, name) for name in {names}]"
    assert setting(expression, **given) == ["Lax", bool(given)] * 2
    assert setting(expression, CROSS_SITE_COOKIES="1", HTTPS_ONLY="0", **given) == ["None", True] * 2


@pytest.mark.parametrize("given", [{}, PRODUCTION], ids=["development", "production"])
def test_how_many_proxies_are_believed_comes_from_the_environment(setting: Setting, given: dict[str, str]) -> None:
    expression = "settings.JOBKIT['ACCOUNTS']['TRUSTED_PROXIES']"
    assert setting(expression, BEHIND_PROXY="1", **given) == 0
    assert setting(expression, BEHIND_PROXY="1", TRUSTED_PROXIES="2", **given) == 2


def test_what_scans_may_fetch_and_the_keys_of_their_secrets_come_from_the_environment(setting: Setting) -> None:
    expression = "[settings.JOBKIT[name] for name in ('EGRESS_ALLOW', 'EGRESS_PORTS', 'EGRESS_PROXY', 'SECRET_KEYS')]"
    assert setting(expression) == [[], [80, 443], None, []]
    assert setting(
        expression,
        EGRESS_ALLOW="api.intranet.example,127.0.0.1:8001",
        EGRESS_PORTS="443,8443",
        EGRESS_PROXY="http://proxy.example:3128",
        JOBKIT_SECRET_KEYS="newer,older",
    ) == [["api.intranet.example", "127.0.0.1:8001"], [443, 8443], "http://proxy.example:3128", ["newer", "older"]]


@pytest.mark.parametrize("given", [{}, PRODUCTION], ids=["development", "production"])
def test_uploads_are_private_and_apart_from_what_is_served(
    setting: Setting, given: dict[str, str], tmp_path: Path
) -> None:
    expression = (
        "[*map(str, (settings.MEDIA_ROOT, settings.STATIC_ROOT, settings.FILE_UPLOAD_TEMP_DIR)), "
        "settings.FILE_UPLOAD_PERMISSIONS, settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS]"
    )
    media, static, incoming, file_mode, folder_mode = setting(expression, MEDIA_ROOT=str(tmp_path), **given)
    assert media == incoming == str(tmp_path)
    assert not media.startswith(static)
    assert (file_mode, folder_mode) == (0o600, 0o700)


def test_celery_carries_json_alone_and_leaves_what_is_acknowledged_to_the_rows(setting: Setting) -> None:
    expression = "{name: getattr(settings, name) for name in dir(settings) if name.startswith('CELERY_')}"
    found = setting(expression, JOBKIT_EXECUTOR="celery")
    assert found["CELERY_ACCEPT_CONTENT"] == ["json"]
    assert found["CELERY_TASK_SERIALIZER"] == "json"
    assert found["CELERY_TASK_IGNORE_RESULT"] is True
    assert found["CELERY_TASK_ACKS_LATE"] is False
    assert found["CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT"] > 0


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "rediss://127.0.0.1:1/0"])
def test_a_redis_that_accepts_and_says_nothing_is_given_up_after_seconds(setting: Setting, url: str) -> None:
    found = setting("settings.CELERY_BROKER_TRANSPORT_OPTIONS", CELERY_BROKER_URL=url)
    assert 0 < found["socket_timeout"] <= 5
    assert 0 < found["socket_connect_timeout"] <= 5


def test_options_of_redis_are_not_given_to_rabbitmq(setting: Setting) -> None:
    found = setting("settings.CELERY_BROKER_TRANSPORT_OPTIONS", CELERY_BROKER_URL="amqp://127.0.0.1:1//")
    assert found == {}


def test_the_executor_of_djangos_tasks_brings_a_backend_that_keeps_them(setting: Setting) -> None:
    expression = "['django_tasks_db' in settings.INSTALLED_APPS, settings.TASKS['default']['BACKEND']]"
    assert setting(expression, JOBKIT_EXECUTOR="django_tasks") == [True, "django_tasks_db.DatabaseBackend"]


@pytest.mark.parametrize("executor", ["thread", "immediate"])
def test_other_executors_do_not_hear_of_that_backend(setting: Setting, executor: str) -> None:
    expression = (
        "['django_tasks_db' in settings.INSTALLED_APPS, 'django_tasks_db' in str(getattr(settings, 'TASKS', ''))]"
    )
    assert setting(expression, JOBKIT_EXECUTOR=executor) == [False, False]


# A finder in front of all others makes it look as if nobody had installed them.
WITHOUT_CELERY = """
import runpy, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"celery", "kombu", "billiard", "redis", "django_tasks", "django_tasks_db"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
sys.path.insert(0, sys.argv[1])
sys.argv = ["manage.py", "check"]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def check_without_celery(database: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """``manage.py check`` where only what `make demo` needs is installed."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_CELERY, str(MANAGE.parent)],
        env=example_environment(database, **given),
        cwd=MANAGE.parent,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def test_without_celery_installed_the_example_is_what_it_was(database: Path) -> None:
    answer = check_without_celery(database)
    assert answer.returncode == 0, answer.stderr


def test_whoever_chooses_celery_without_having_it_is_told_what_to_install(database: Path) -> None:
    answer = check_without_celery(database, JOBKIT_EXECUTOR="celery")
    assert answer.returncode == 1
    assert "pip install 'django-jobkit[celery]'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_production_refuses_passwords_that_resemble_the_user_name(setting: Setting) -> None:
    expression = "[v['NAME'].rsplit('.')[-1] for v in settings.AUTH_PASSWORD_VALIDATORS]"
    development = setting(expression)
    assert set(setting(expression, **PRODUCTION)) - set(development) == {"UserAttributeSimilarityValidator"}


def test_a_dotenv_file_is_read_when_there_is_one_and_the_environment_wins_over_it(
    setting: Setting, tmp_path: Path
) -> None:
    project = tmp_path / "example_project"
    shutil.copytree(MANAGE.parent, project, ignore=shutil.ignore_patterns("*.sqlite3*"))
    (project / ".env").write_text("DEBUG=0\nSECRET_KEY=from-the-file\nALLOWED_HOSTS=a.example,b.example\n")
    expression = "[settings.DEBUG, settings.SECRET_KEY, settings.ALLOWED_HOSTS]"
    found = setting(expression, project, ALLOWED_HOSTS="c.example")
    assert found == [False, "from-the-file", ["c.example"]]
