"""Scans, what they found, and where they look."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jobkit.models import Job
from django_jobkit.scans.conf import scans_config


def upload_storage() -> Storage:
    """Where uploaded files are kept."""
    return storages[scans_config.STORAGE]


class SourceQuerySet(models.QuerySet["ScanSource"]):
    """Every list and look-up of sources starts here."""

    def visible_to(self, user: Any) -> SourceQuerySet:
        """Staff see all sources, users their own, anonymous callers those that nobody owns."""
        if user is None or not user.is_authenticated:
            return self.filter(owner__isnull=True)
        return self if getattr(user, "is_staff", False) else self.filter(owner=user)


class ScanQuerySet(models.QuerySet["Scan"]):
    """Every list and look-up of scans starts here."""

    def visible_to(self, user: Any) -> ScanQuerySet:
        """The scans whose jobs `user` may see, by the policy in ``JOBKIT["VISIBILITY"]``."""
        return self.filter(job__in=Job.objects.visible_to(user))


class ScanSource(models.Model):
    """A named extractor with its options, so that a scan is started by name and compared with the last one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    #: The owner's key as text, "" for nobody: unlike NULL it can be part of what is unique, on every database.
    owner_key = models.CharField(max_length=255, blank=True, default="", editable=False)
    name = models.CharField(max_length=200)
    extractor = models.CharField(max_length=100)
    options = models.JSONField(default=dict, help_text=_("Secrets in it are sealed."))
    key = models.JSONField(default=list, blank=True, help_text=_("Columns that tell records apart, for diffs."))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_key", "name"], name="jobkit_scans_source_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Scan(models.Model):
    """What belongs to a job of the task ``scans.run``; written by the services and the store alone."""

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="scan")
    extractor = models.CharField(max_length=100)
    options = models.JSONField(default=dict, help_text=_("Secrets in it are sealed."))
    source = models.ForeignKey(
        ScanSource, null=True, blank=True, on_delete=models.SET_NULL, related_name="scans", db_index=False
    )
    key = models.JSONField(default=list, blank=True, help_text=_("Columns that tell records apart, for diffs."))
    upload = models.FileField(storage=upload_storage, upload_to="jobkit/scans/%Y/%m/", max_length=255, blank=True)
    upload_name = models.CharField(max_length=255, blank=True, default="")
    records = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0, help_text=_("Read from the source."))
    problems = models.PositiveBigIntegerField(default=0)
    began_with = models.PositiveBigIntegerField(default=0, help_text=_("Records that this attempt found stored."))
    stored_bytes = models.PositiveBigIntegerField(default=0, help_text=_("Compressed."))
    columns = models.JSONField(default=list, help_text=_("In the order of their first appearance."))

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes: ClassVar = [models.Index(fields=["source", "job"], name="jobkit_scans_scan_source")]

    def __str__(self) -> str:
        return f"{self.extractor} {self.pk}"


class ScanChunk(models.Model):
    """Some records one after the other, as compressed NDJSON."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    first = models.PositiveBigIntegerField(help_text=_("Number of its first record, counted from 0."))
    count = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text=_("Bytes before compression."))
    data: models.BinaryField[Any, Any] = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "first"], name="jobkit_scans_chunk_first"),
        ]

    def __str__(self) -> str:
        return f"{self.count} records from {self.first}"


class ScanProblem(models.Model):
    """A part of the source that could not be taken as it is."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="problem_rows", db_index=False)
    number = models.PositiveIntegerField(help_text=_("Counted from 0."))
    record = models.PositiveBigIntegerField(help_text=_("How many records came before it."))
    line = models.PositiveBigIntegerField(null=True)
    field = models.CharField(max_length=200, blank=True, default="")
    code = models.CharField(max_length=100)
    message = models.CharField(max_length=500)
    raw = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "number"], name="jobkit_scans_problem_number"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class ScanProfile(models.Model):
    """What is known of the values of the columns so far; its state is for the store alone."""

    scan = models.OneToOneField(Scan, primary_key=True, on_delete=models.CASCADE, related_name="profile")
    state: models.BinaryField[Any, Any] = models.BinaryField()

    def __str__(self) -> str:
        return f"profile of {self.pk}"
