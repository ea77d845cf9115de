"""The dependencies without which no job can be taken or run, each asked with a bound on its answer."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from django_jobkit.core.executor import get_executor

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """What one dependency answered; `message` never holds what an attacker could use."""

    name: str
    healthy: bool
    message: str = ""

    def as_json(self) -> dict[str, Any]:
        """The check as the endpoint shows it."""
        shown = {"status": "ok" if self.healthy else "unavailable"}
        return shown | ({"message": self.message} if self.message else {})


def readiness() -> list[Check]:
    """Every dependency, in the order in which they build on one another."""
    return [_asked(name, question) for name, question in QUESTIONS.items()]


def _asked(name: str, question: Callable[[], str]) -> Check:
    try:
        problem = question()
    except Exception:
        logger.warning("Readiness: %s did not answer.", name, exc_info=True)
        problem = "It does not answer; the log says why."
    return Check(name, healthy=not problem, message=problem)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied; run manage.py migrate." if missing else ""


def _executor() -> str:
    return "" if get_executor().health().healthy else "It takes no work at the moment."


def _uploads() -> str:
    # It is made with the first upload, in what is there already.
    folder = Path(settings.MEDIA_ROOT)
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    return "" if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK) else "No file can be kept; see MEDIA_ROOT."


QUESTIONS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "executor": _executor,
    "uploads": _uploads,
}
