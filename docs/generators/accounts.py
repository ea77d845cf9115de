"""What there is to know of the guest for accounts, read off its code."""

from __future__ import annotations

from django_jobkit.contrib.accounts import checks, problems
from django_jobkit.contrib.accounts.conf import AccountSettings
from docs.generators import checks as all_checks
from docs.generators import errors, http, settings

#: What the blank lines in its settings divide.
GROUPS = {
    "REGISTRATION": "Registering and logging in",
    "FAILURES_PER_ACCOUNT": "Limits",
    "TRUSTED_PROXIES": "Telling callers apart",
}


def endpoints() -> str:
    """A row for each operation."""
    return http.endpoints("django_jobkit.contrib.accounts.urls")


def tables() -> str:
    """The settings."""
    return settings.tables(AccountSettings, GROUPS, level="###")


def refusals() -> str:
    """The errors that only accounts have."""
    return errors.refusals(problems)


def messages() -> str:
    """The system checks."""
    return all_checks.checks_of(checks)
