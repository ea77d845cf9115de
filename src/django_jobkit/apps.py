"""The core Django app."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobkitConfig(AppConfig):
    """Finds every installed app's ``jobs.py`` and connects what listens."""

    name = "django_jobkit"
    label = "jobkit"
    verbose_name = _("Jobs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register all there is: checks, listeners, the tasks of all apps; the first request starts the executor."""
        for module in ("checks", "logs", "services.artifacts"):
            import_module(f"django_jobkit.{module}")
        autodiscover_modules("jobs")
        if getattr(settings, "TASKS", None):
            _make_task_backends()
        embedded = import_module("django_jobkit.executors.embedded")
        embedded.start_on_first_request()
        embedded.start_in_worker()


def _make_task_backends() -> None:
    # Processes that only cancel or rescue must tell the listeners of the framework of ours as well.
    try:
        framework = import_module("django_jobkit.executors.tasks_framework")
    except ModuleNotFoundError:
        return
    for alias in framework.task_backends:
        # What is wrong with one of them is for the framework's own check to say.
        with suppress(framework.InvalidTaskBackend):
            framework.task_backends[alias]
