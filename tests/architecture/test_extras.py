"""The package imports, and Django sets up, without a single extra."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A finder in front of all others makes these look as if nobody had installed them.
WITHOUT_EXTRAS = """
import sys

class Absent:
    names = {"billiard", "celery", "kombu", "redis", "rich", "psycopg", "pymysql", "MySQLdb"}
    names |= {"cryptography", "django_tasks", "pytest", "factory", "hypothesis"}
    names |= {"charset_normalizer", "defusedxml", "dlt", "ijson", "openpyxl", "orjson", "pyarrow", "requests"}
    names |= {"requests_hardened", "selectolax", "urllib3", "faker", "fsrs", "genanki", "nh3"}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
"""


# Loaded by nobody but those who chose them: Celery itself, whoever names these executors or this backend, and
# whoever asks for a guarded session, for notes of Anki or for made-up rows.
THEIR_OWN = (
    "django_jobkit.egress.client",
    "django_jobkit.questions.exports.anki_notes",
    "django_jobkit.questions.fakes.",
    "django_jobkit.scans.extractors.html.",
    "django_jobkit.scans.formats.row_groups",
    "django_jobkit.scans.extractors.http_json.",
    "django_jobkit.executors.celery",
    "django_jobkit.executors.django_tasks",
    "django_jobkit.executors.tasks_framework",
    "django_jobkit.task_backend",
    "django_jobkit.tasks",
)


@pytest.mark.parametrize("guest", ["questions", "scans"])
def test_the_group_of_a_guest_is_its_extra(guest: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    (extra_of_ours,) = [named for named in extras[guest] if named.startswith("django-jobkit[")]
    within = [extras[name] for name in extra_of_ours.removeprefix("django-jobkit[").removesuffix("]").split(",")]
    wanted = {*extras[guest], *(named for extra in within for named in extra)} - {extra_of_ours}
    assert set(project["dependency-groups"][guest]) == wanted


def run(code: str, told: str = "", **environment: str) -> str:
    """Run code in a process of its own, warnings being errors, and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        input=told,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_front_door_opens_before_settings_and_brings_no_model_and_no_http() -> None:
    code = (
        "import sys, django_jobkit; print(sorted(m for m in sys.modules if m.startswith(('django_jobkit.', 'rest_'))))"
    )
    loaded = run(code)
    for room in ("models", "services", "rest", "executors", "admin"):
        assert f"django_jobkit.{room}" not in loaded
    assert "rest_framework" not in loaded


def test_django_sets_up_and_its_checks_find_nothing_worse_than_what_guests_could_do() -> None:
    code = WITHOUT_EXTRAS + (
        "import django; django.setup(); from django.core.checks import run_checks; "
        "print(*sorted({m.id for m in run_checks()}))"
    )
    assert run(code, DJANGO_SETTINGS_MODULE="tests.settings.sqlite") == "jobkit_questions.W001 jobkit_scans.W001"


def test_every_module_outside_testing_imports_without_extras() -> None:
    code = WITHOUT_EXTRAS + (
        f"THEIR_OWN = {THEIR_OWN}\n"
        "import importlib, pkgutil, django; django.setup(); import django_jobkit\n"
        "for found in pkgutil.walk_packages(django_jobkit.__path__, 'django_jobkit.'):\n"
        "    if not found.name.startswith(('django_jobkit.testing', *THEIR_OWN)):\n"
        "        importlib.import_module(found.name)\n"
        "        print(found.name)"
    )
    assert "django_jobkit.core.status" in run(code, DJANGO_SETTINGS_MODULE="tests.settings.sqlite")


# Each in a child of a process that has set Django up and imported nothing since.
FIRST_OF_ALL = """
import importlib, os, sys, django
django.setup()
for first in sys.stdin.read().split():
    if os.fork() == 0:
        importlib.import_module(f"django_jobkit.{first}")
        print(first, flush=True)
        os._exit(0)
    _, status = os.wait()
    if status:
        sys.exit(f"{first} cannot be the first.")
"""


def test_any_room_may_be_the_first_that_is_imported() -> None:
    rooms = ["services.submit", "models", "rest.urls", "executors.thread", "testing"]
    assert run(FIRST_OF_ALL, " ".join(rooms), DJANGO_SETTINGS_MODULE="tests.settings.sqlite").split() == rooms
