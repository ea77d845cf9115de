"""Whether jobs that are given to Django's tasks arrive somewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from django_jobkit.checks.shape import is_sound
from django_jobkit.conf import config
from django_jobkit.core.executor import EXECUTORS

_OURS = "django_jobkit.task_backend.JobkitBackend"


def check_django_tasks(**kwargs: Any) -> list[CheckMessage]:
    """E040 and E041: the executor "django_tasks" has a backend, and not the one that gives everything back to it."""
    if not is_sound("EXECUTOR", "DJANGO_TASKS_BACKEND") or not _is_chosen():
        return []
    alias = config.DJANGO_TASKS_BACKEND
    backends = getattr(settings, "TASKS", {})
    if alias not in backends:
        return [
            Error(
                f"JOBKIT['DJANGO_TASKS_BACKEND'] is {alias!r}, which settings.TASKS does not have.",
                hint=f"It has {', '.join(map(repr, sorted(backends))) or 'no backend at all'}.",
                id="jobkit.E040",
            )
        ]
    if not _is_ours(backends[alias].get("BACKEND", "")):
        return []
    return [
        Error(
            f"JOBKIT['EXECUTOR'] is 'django_tasks' on TASKS[{alias!r}], which is JobkitBackend.",
            hint="They would give every job back to each other. Choose another executor, or another alias in "
            "JOBKIT['DJANGO_TASKS_BACKEND'].",
            id="jobkit.E041",
        )
    ]


def _is_chosen() -> bool:
    return config.EXECUTOR in {"django_tasks", EXECUTORS["django_tasks"]}


def _is_ours(path: str) -> bool:
    if path == _OURS:
        return True
    try:
        found, ours = import_string(path), import_string(_OURS)
    except Exception:  # noqa: BLE001 - the framework complains of it itself
        return False
    return isinstance(found, type) and issubclass(found, ours)
