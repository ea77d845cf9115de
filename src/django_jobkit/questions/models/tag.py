"""A word under which somebody files questions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jobkit.questions.models.keys import KeyField
from django_jobkit.questions.models.owned import OwnedQuerySet

MAX_TAG = 100


class TagQuerySet(OwnedQuerySet["Tag"]):
    """Every list and look-up starts here."""


class Tag(models.Model):
    """A tag; names that differ in case alone are the same."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("owner")
    )
    name = models.CharField(max_length=MAX_TAG)
    key = KeyField(sources=("name",))

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="jobkit_questions_tag_key")]

    def __str__(self) -> str:
        return self.name
