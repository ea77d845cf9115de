"""The Django app of questions."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """Finds every installed app's ``platforms.py``."""

    name = "django_jobkit.questions"
    label = "jobkit_questions"
    verbose_name = _("Questions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the settings, the platforms of all apps, and what listens and checks."""
        for module in ("conf", "listeners", "checks"):
            import_module(f"django_jobkit.questions.{module}")
        autodiscover_modules("platforms")
