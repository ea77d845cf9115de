"""The Django app of accounts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Keeps no users of its own: those are the host's, whatever their model is."""

    name = "django_jobkit.contrib.accounts"
    label = "jobkit_accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the settings and what checks them."""
        for module in ("conf", "checks"):
            import_module(f"django_jobkit.contrib.accounts.{module}")
