"""``manage.py jobkit_doctor``: find what is wrong with this installation, and say what to do about it."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from django_jobkit.core.redaction import one_line
from django_jobkit.doctor import Finding, Severity, examine

_WIDTH = 100


class Command(BaseCommand):
    """Changes nothing."""

    help = "Explain everything that is wrong with the settings, the database and the jobs. Exit code 1 on problems."
    # A patient must not be sent away for being ill: the doctor runs the checks of its own.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """For people or for machines."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the findings as JSON")

    def handle(self, *, as_json: bool, **options: Any) -> None:
        """Raises SystemExit(1) when there are problems; warnings and notes are none."""
        findings = examine()
        problems = sum(finding.severity == Severity.PROBLEM for finding in findings)
        if as_json:
            told = {"problems": problems, "findings": [finding.as_json() for finding in findings]}
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self._tell(findings)
        if problems:
            raise SystemExit(1)

    def _tell(self, findings: list[Finding]) -> None:
        for finding in findings:
            self.stdout.write(self._styled(finding.severity)(f"{finding.severity.upper()}  {one_line(finding.what)}"))
            self.stdout.write(_indented("Why", finding.why))
            self.stdout.write(_indented("Do", finding.advice))
            self.stdout.write("")
        if not findings:
            self.stdout.write(self.style.SUCCESS("Nothing is wrong, as far as can be seen from here."))

    def _styled(self, severity: Severity) -> Any:
        styles = {Severity.PROBLEM: self.style.ERROR, Severity.WARNING: self.style.WARNING}
        return styles.get(severity, self.style.NOTICE)


def _indented(label: str, text: str) -> str:
    return textwrap.fill(one_line(text), _WIDTH, initial_indent=f"  {label + ':':<5}", subsequent_indent=" " * 7)
