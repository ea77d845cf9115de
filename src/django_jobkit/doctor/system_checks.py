"""What the system checks say about the settings."""

from __future__ import annotations

from collections.abc import Iterator

from django.core import checks

from django_jobkit.doctor.finding import Finding, Severity

#: The doctor asks the database itself what these can only guess from the settings.
_ASKED_BETTER = {"jobkit.W020", "jobkit.W021"}


def by_the_settings() -> Iterator[Finding]:
    """Every message of the checks tagged "jobkit"."""
    for message in checks.run_checks(tags=["jobkit"]):
        if message.id not in _ASKED_BETTER:
            yield Finding(
                severity=_severity(message.level),
                code=str(message.id),
                what=str(message.msg),
                why="`manage.py check` finds it too.",
                advice=str(message.hint or "See the documentation of this check."),
            )


def _severity(level: int) -> Severity:
    if level >= checks.ERROR:
        return Severity.PROBLEM
    return Severity.WARNING if level >= checks.WARNING else Severity.NOTE
