"""Finds what is wrong with an installation and explains it: one small function for each kind of finding."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DatabaseError

from django_jobkit.doctor.database import reachable
from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.doctor.rounds import ROUNDS, Examination

__all__ = ["Finding", "Severity", "examine"]


def examine(rounds: Iterable[Examination] = ROUNDS) -> list[Finding]:
    """Everything that was found, the worst first. Reads a bounded number of rows and changes nothing."""
    unreachable = list(reachable())
    found = unreachable or [finding for examination in rounds for finding in _careful(examination)]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def _careful(examination: Examination) -> list[Finding]:
    try:
        return list(examination())
    except DatabaseError as error:
        return [
            Finding(
                severity=Severity.PROBLEM,
                code="not_examined",
                what=f"One examination ({examination.__name__}) failed: {error}",
                why="The tables are not as this version of the package expects them.",
                advice="Run `manage.py migrate` and examine again.",
            )
        ]
