"""An app, so that workers find the platform beside this."""

from __future__ import annotations

from django.apps import AppConfig


class ImportProcessesConfig(AppConfig):
    """There are other apps whose package is called the same."""

    name = "tests.questions.importing.processes"
    label = "import_processes"
