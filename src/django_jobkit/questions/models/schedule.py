"""When a question is due again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jobkit.questions.models.owned import OwnedQuerySet
from django_jobkit.questions.models.question import Question


class ScheduleQuerySet(OwnedQuerySet["Schedule"]):
    """Every list and look-up starts here."""


class Schedule(models.Model):
    """What FSRS makes of the attempts at a question; it can be made anew of them at any time."""

    question = models.OneToOneField(Question, primary_key=True, on_delete=models.CASCADE, related_name="schedule")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("owner")
    )
    state = models.PositiveSmallIntegerField(help_text=_("1 learning, 2 review, 3 relearning."))
    step = models.PositiveSmallIntegerField(null=True)
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    begun_at = models.DateTimeField(help_text=_("When it was first attempted with an outcome."))
    reviewed_at = models.DateTimeField(help_text=_("When last."))
    fsrs_due_at = models.DateTimeField(help_text=_("Whatever the date of the interview."))
    due_at = models.DateTimeField(help_text=_("Never later than fsrs_due_at."))
    reviews = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)
    is_leech = models.BooleanField(default=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        indexes: ClassVar = [
            models.Index(fields=["owner", "due_at"], name="jobkit_questions_due"),
            models.Index(fields=["owner", "fsrs_due_at"], name="jobkit_questions_fsrs_due"),
            models.Index(fields=["owner", "begun_at"], name="jobkit_questions_begun"),
        ]

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d}"
