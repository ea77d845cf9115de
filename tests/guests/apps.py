"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class GuestsConfig(AppConfig):
    """Installed beside the core, as any guest is."""

    name = "tests.guests"
    label = "test_guests"
    default_auto_field = "django.db.models.BigAutoField"
