"""The app that makes the host a Django project."""

from __future__ import annotations

from django.apps import AppConfig


class HostConfig(AppConfig):
    """Label and tables are called "host"."""

    name = "tests.faults.host"
    label = "host"

    def ready(self) -> None:
        """Have the witnesses listen."""
        from tests.faults.host import witness  # noqa: F401 - it connects itself
