"""The Django app of scans."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ScansConfig(AppConfig):
    """Finds every installed app's ``extractors.py``."""

    name = "django_jobkit.scans"
    label = "jobkit_scans"
    verbose_name = _("Scans")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the settings, the extractors of all apps, and what listens and checks."""
        for module in ("conf", "listeners", "checks"):
            import_module(f"django_jobkit.scans.{module}")
        autodiscover_modules("extractors")
