"""``db_worker`` processes of django-tasks-db on this run's database, and its table, which no test migrates."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from django_jobkit.testing.plugin import jobkit_settings
from tests.processes.conftest import Process

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = ["-m", "django", "db_worker", "--interval", "0.05", "--no-startup-delay"]


@contextmanager
def database_backend() -> Iterator[None]:
    """The executor of this process enqueues on the database backend, and runs nothing itself."""
    apps = [*settings.INSTALLED_APPS, "django_tasks_db"]
    tasks = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
        "ours": {"BACKEND": "django_jobkit.task_backend.JobkitBackend", "QUEUES": []},
    }
    with override_settings(INSTALLED_APPS=apps, TASKS=tasks), jobkit_settings(EXECUTOR="django_tasks"):
        results = import_module("django_tasks_db.models").DBTaskResult
        with connection.schema_editor() as editor:
            editor.create_model(results)
        try:
            yield
        finally:
            with connection.schema_editor() as editor:
                editor.delete_model(results)


class Workers:
    """Starts processes, and ends them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Process] = []
        self.ledger = folder / "ledger"

    def start(self, *arguments: str) -> Process:
        """A worker, or another command on the same settings."""
        environment = {
            **os.environ,
            "JOBKIT_TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "JOBKIT_TEST_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
            "DJANGO_SETTINGS_MODULE": "tests.django_tasks.settings",
            "JOBKIT_TEST_LEDGER": str(self.ledger),
            "PYTHONUNBUFFERED": "1",
        }
        log = self._folder / f"log-{len(self._started)}"
        process = Process([sys.executable, *(arguments or COMMAND)], environment, log)
        self._started.append(process)
        return process

    def end(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            if process.popen.poll() is None:
                process.popen.kill()
            process.popen.wait()
