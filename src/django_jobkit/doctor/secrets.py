"""Stored secrets that nobody can open any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import router

from django_jobkit.core import keyring
from django_jobkit.core.registry import registry
from django_jobkit.core.sealed import tokens_in
from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.exceptions import SecretUnreadable
from django_jobkit.models import Job
from django_jobkit.services.secret_columns import SecretColumn, secret_columns

_SAMPLE = 200
_AT_ONCE = 20
_EXAMPLES = 3


def unreadable() -> Iterator[Finding]:
    """Secrets, among the newest rows, that none of the present keys opens."""
    lost = [f"{column} of {key}" for column in secret_columns() for key in _lost(column)]
    if lost:
        more = f" and {len(lost) - _EXAMPLES:,} more" if len(lost) > _EXAMPLES else ""
        yield Finding(
            severity=Severity.PROBLEM,
            code="secret_unreadable",
            what=f"No key opens the secrets in {', '.join(lost[:_EXAMPLES])}{more}.",
            why="The key that they were stored under is gone; jobs that need them fail with 'secret_unreadable'.",
            advice="Put the old key back at the end of JOBKIT['SECRET_KEYS'], or the old SECRET_KEY into "
            "SECRET_KEY_FALLBACKS, and run `manage.py jobkit_rotate_secrets` before you take it away.",
        )


def _lost(column: SecretColumn) -> Iterator[Any]:
    rows = column.model._default_manager.using(router.db_for_read(column.model)).order_by("-pk")
    if column.model is Job:
        # The others have none, and their params may be large.
        rows = rows.filter(task__in=[task.name for task in registry if task.params.has_secrets])
    for key, stored in rows.values_list("pk", column.field)[:_SAMPLE].iterator(chunk_size=_AT_ONCE):
        if not all(map(_opens, tokens_in(stored))):
            yield key


def _opens(token: str) -> bool:
    try:
        keyring.decrypt(token)
    except SecretUnreadable:
        return False
    return True
