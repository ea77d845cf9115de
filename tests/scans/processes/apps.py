"""An app, so that workers find the extractors beside this."""

from __future__ import annotations

from django.apps import AppConfig


class ScanProcessesConfig(AppConfig):
    """There is another app whose package is called the same."""

    name = "tests.scans.processes"
    label = "scan_processes"
