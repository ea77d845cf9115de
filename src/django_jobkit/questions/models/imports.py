"""Imports, and what became of each row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jobkit.models import Job
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models.owned import OwnedQuerySet

MAX_PLATFORM = 100


class OnDuplicate(models.TextChoices):
    """What becomes of a row whose question is there already."""

    UPDATE = "update", _("update")
    SKIP = "skip", _("skip")
    ERROR = "error", _("error")


class RowOutcome(models.TextChoices):
    """What became of a row."""

    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    DUPLICATE = "duplicate", _("duplicate")
    INVALID = "invalid", _("invalid")


def on_duplicate_choices() -> list[tuple[str, Any]]:
    """Called by Django, so that a translation makes no migration."""
    return list(OnDuplicate.choices)


def row_outcome_choices() -> list[tuple[str, Any]]:
    """Likewise."""
    return list(RowOutcome.choices)


def import_storage() -> Storage:
    """Where imported files are kept."""
    return storages[questions_config.IMPORT_STORAGE]


class QuestionImportQuerySet(OwnedQuerySet["QuestionImport"]):
    """Every list and look-up starts here."""


class QuestionImport(models.Model):
    """What belongs to a job of the task ``questions.import``."""

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="question_import")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("owner")
    )
    platform = models.CharField(max_length=MAX_PLATFORM)
    options = models.JSONField(default=dict)
    on_duplicate = models.CharField(max_length=6, choices=on_duplicate_choices, default=OnDuplicate.UPDATE)
    dry_run = models.BooleanField(default=False)
    upload = models.FileField(storage=import_storage, upload_to="jobkit/imports/%Y/%m/", max_length=255, blank=True)
    upload_name = models.CharField(max_length=255, blank=True, default="")

    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0, help_text=_("Attempts at questions that came with the rows."))

    undo_job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="undone_import")
    undo_asked_at = models.DateTimeField(null=True, help_text=_("From then on the import adds nothing more."))
    undone_at = models.DateTimeField(null=True)
    removed = models.PositiveIntegerField(default=0, help_text=_("Questions that the undo deleted."))
    restored = models.PositiveIntegerField(default=0, help_text=_("Questions that are as they were before."))
    kept = models.PositiveIntegerField(default=0, help_text=_("Questions that were changed since, and stay."))

    objects = QuestionImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes: ClassVar = [models.Index(fields=["owner", "job"], name="jobkit_questions_import_owner")]

    def __str__(self) -> str:
        return f"{self.platform} {self.pk}"


class ImportRow(models.Model):
    """One row of an import."""

    question_import = models.ForeignKey(
        QuestionImport, on_delete=models.CASCADE, related_name="row_set", db_index=False
    )
    number = models.PositiveIntegerField(help_text=_("Counted from 0."))
    line = models.PositiveBigIntegerField(null=True)
    outcome = models.CharField(max_length=10, choices=row_outcome_choices)
    title = models.CharField(max_length=255, blank=True, default="")
    question_id = models.BigIntegerField(null=True)
    errors = models.JSONField(default=dict)
    #: Names and values in the order of the source, which an object would not keep on every database.
    raw = models.JSONField(null=True, default=None, help_text=_("What stood there, of rows that failed."))

    #: The number of the first row about the same question; by these four a row finds those that came before it.
    first = models.PositiveIntegerField(null=True)
    key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - rows that failed have none
    external_key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - likewise
    #: Of a dry run, which stores attempts nowhere else: those that it would add.
    attempts = models.JSONField(null=True, default=None)
    #: What there is to be undone.
    undo = models.JSONField(null=True, default=None)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question_import", "number"], name="jobkit_questions_row_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["question_import", "key"], name="jobkit_questions_row_key"),
            models.Index(fields=["question_import", "external_key"], name="jobkit_questions_row_external"),
            models.Index(fields=["question_import", "question_id"], name="jobkit_questions_row_question"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
