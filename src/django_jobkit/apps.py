"""The core Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobkitConfig(AppConfig):
    """Finds every installed app's ``jobs.py`` and connects what listens."""

    name = "django_jobkit"
    label = "jobkit"
    verbose_name = _("Jobs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks, log subscribers and the tasks of all apps; have the first request start the executor."""
        for module in ("checks", "logs"):
            import_module(f"django_jobkit.{module}")
        autodiscover_modules("jobs")
        import_module("django_jobkit.executors.embedded").start_on_first_request()
