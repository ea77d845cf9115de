"""How somebody wants to practise."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jobkit.questions.models.owned import OwnedQuerySet


def default_learning_steps() -> list[int]:
    """Those of the fsrs library."""
    return [1, 10]


def default_relearning_steps() -> list[int]:
    """Likewise."""
    return [10]


class PracticeSettingsQuerySet(OwnedQuerySet["PracticeSettings"]):
    """Every list and look-up starts here."""


class PracticeSettings(models.Model):
    """The settings of one user; who has no row has the defaults."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("owner")
    )
    desired_retention = models.FloatField(default=0.9)
    parameters = models.JSONField(null=True, default=None, help_text=_("Of FSRS; null for its defaults."))
    learning_steps = models.JSONField(default=default_learning_steps, help_text=_("Minutes."))
    relearning_steps = models.JSONField(default=default_relearning_steps, help_text=_("Minutes."))
    maximum_interval = models.PositiveIntegerField(default=36_500, help_text=_("Days."))
    interview_date = models.DateField(null=True, blank=True, help_text=_("Nothing is due after it."))
    new_per_day = models.PositiveIntegerField(default=10, help_text=_("Questions to be begun on one day."))
    leech_threshold = models.PositiveIntegerField(
        null=True, default=None, help_text=_("Lapses that make a leech; null for the project's.")
    )
    time_zone = models.CharField(max_length=64, blank=True, default="", help_text=_("In which days begin."))
    #: The job that brings the schedules in line with these settings, while it is needed.
    rebuild = models.UUIDField(null=True, default=None, editable=False)

    objects = PracticeSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice settings")
        verbose_name_plural = _("practice settings")

    def __str__(self) -> str:
        return f"{self.desired_retention:.0%}"
