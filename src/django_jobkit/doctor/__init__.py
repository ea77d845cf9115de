"""Finds what is wrong with an installation and explains it: one small function for each kind of finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings

from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.doctor.rounds import ROUNDS, Examination

__all__ = ["Finding", "Severity", "examine"]


def examine() -> list[Finding]:
    """Everything that was found, the worst first. Reads a bounded number of rows and changes nothing."""
    found: list[Finding] = []
    for examinations in ROUNDS:
        found += [finding for examination in examinations for finding in _careful(examination)]
        # What comes after would stumble over the same stone again and again.
        if any(finding.blocks for finding in found) or not _is_readable():
            break
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def _is_readable() -> bool:
    return isinstance(getattr(settings, "JOBKIT", {}), Mapping)


def _careful(examination: Examination) -> Iterable[Finding]:
    try:
        return list(examination())
    except Exception as error:  # noqa: BLE001 - a doctor must not die of what the patient has
        return [
            Finding(
                severity=Severity.PROBLEM,
                code="not_examined",
                what=f"The examination {examination.__name__!r} failed: {type(error).__name__}: {error}",
                why="Something is wrong that the doctor did not expect there.",
                advice="Mend the other findings first and examine again.",
            )
        ]
