"""Whether secrets can be stored, and under keys that are any good."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from django_jobkit.checks.shape import is_sound
from django_jobkit.conf import config
from django_jobkit.core.installed import is_installed
from django_jobkit.core.keyring import is_derived, is_key
from django_jobkit.core.registry import registry
from django_jobkit.services.secret_columns import secret_columns

_MAKE_ONE = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
_MOST_NAMES = 5


def check_secret_keys(**kwargs: Any) -> list[CheckMessage]:
    """E050: every key is one."""
    if not is_sound("SECRET_KEYS"):
        return []
    wrong = [str(number) for number, key in enumerate(config.SECRET_KEYS) if not is_key(key)]
    if not wrong:
        return []
    message = f"JOBKIT['SECRET_KEYS'] has no Fernet key at index {', '.join(wrong)}."
    hint = f"A key is 32 random bytes in URL-safe base64. Make one: {_MAKE_ONE}"
    return [Error(message, hint=hint, id="jobkit.E050")]


def check_secrets_extra(**kwargs: Any) -> list[CheckMessage]:
    """E051: what secrets are encrypted with is installed where a task takes some."""
    return missing_extra([f"task {task.name!r}" for task in registry if task.params.has_secrets])


def missing_extra(takers: list[str]) -> list[CheckMessage]:
    """E051 for `takers`, each the name of something that takes secrets; for the checks of guests as well."""
    if not takers or is_installed("cryptography"):
        return []
    more = f" and {len(takers) - _MOST_NAMES} more" if len(takers) > _MOST_NAMES else ""
    message = f"Secrets are taken by {', '.join(takers[:_MOST_NAMES])}{more}, but cryptography is not installed."
    hint = 'Install the extra: pip install "django-jobkit[secrets]".'
    return [Error(message, hint=hint, id="jobkit.E051")]


def check_derived_keys(**kwargs: Any) -> list[CheckMessage]:
    """W050, on deployment: secrets have keys of their own."""
    are_taken = any(task.params.has_secrets for task in registry) or len(secret_columns()) > 1
    if not are_taken or not is_sound("SECRET_KEYS") or not is_derived():
        return []
    return [
        CheckWarning(
            "JOBKIT['SECRET_KEYS'] is empty: stored secrets are encrypted under a key made from SECRET_KEY.",
            hint="Whoever changes SECRET_KEY without a fallback loses them. "
            f"Give keys that are rotated by themselves. Make one: {_MAKE_ONE}",
            id="jobkit.W050",
        )
    ]
