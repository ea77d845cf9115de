"""The app of the user models."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Under a label of its own."""

    name = "tests.contrib.accounts.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
