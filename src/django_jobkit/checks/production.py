"""What is fine while developing and wrong in production."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Info
from django.core.checks import Warning as CheckWarning
from django.utils.module_loading import import_string

from django_jobkit.checks.shape import is_sound
from django_jobkit.conf import config
from django_jobkit.core.executor import EXECUTORS, BaseExecutor

_ALLOW_ANY = "rest_framework.permissions.AllowAny"


def check_production(**kwargs: Any) -> list[CheckMessage]:
    """W030, W031 and I030: no immediate executor, no open doors, and a thought about retention."""
    found: list[CheckMessage] = []
    if is_sound("EXECUTOR") and config.EXECUTOR in {"immediate", EXECUTORS["immediate"]}:
        found.append(
            CheckWarning(
                "JOBKIT['EXECUTOR'] is 'immediate': jobs run inside the request, and nobody looks for due ones.",
                hint="Use 'thread', or a distributed executor.",
                id="jobkit.W030",
            )
        )
    found += _of_the_executor()
    if is_sound("PERMISSIONS") and _ALLOW_ANY in config.PERMISSIONS:
        found.append(
            CheckWarning(
                "JOBKIT['PERMISSIONS'] lets anybody submit jobs.",
                hint="Use rest_framework.permissions.IsAuthenticated, unless the network is trusted.",
                id="jobkit.W031",
            )
        )
    if is_sound("RETENTION") and config.RETENTION is None:
        found.append(
            Info(
                "JOBKIT['RETENTION'] is not set: finished jobs are kept until somebody deletes them.",
                hint="Set it to a timedelta, or run `manage.py jobkit_prune` regularly.",
                id="jobkit.I030",
            )
        )
    return found


def _of_the_executor() -> list[CheckMessage]:
    try:
        loaded = import_string(EXECUTORS.get(config.EXECUTOR, config.EXECUTOR))
    except Exception:  # noqa: BLE001 - E010 and E011 tell what is wrong
        return []
    if not (isinstance(loaded, type) and issubclass(loaded, BaseExecutor)):
        return []
    told = {message.id for message in loaded.check()}
    return [message for message in loaded.check(deploy=True) if message.id not in told]
