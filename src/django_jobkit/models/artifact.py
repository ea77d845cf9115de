"""The files that jobs leave behind."""

from __future__ import annotations

from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jobkit.conf import config
from django_jobkit.models.job import Job

MAX_NAME = 200
MAX_CONTENT_TYPE = 100


def artifact_storage() -> Storage:
    """Where artifacts are kept."""
    return storages[config.ARTIFACT_STORAGE]


class JobArtifact(models.Model):
    """A file that an attempt at a job attached. Read it freely; it is written by the services alone."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(
        Job,
        on_delete=models.CASCADE,
        related_name="artifacts",
        # The unique constraint below starts with it.
        db_index=False,
    )
    name = models.CharField(max_length=MAX_NAME)
    #: Of the name: databases disagree about which texts are equal.
    name_hash = models.CharField(max_length=64, editable=False)
    file = models.FileField(storage=artifact_storage, upload_to="jobkit/artifacts/%Y/%m/", max_length=255)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    content_type = models.CharField(max_length=MAX_CONTENT_TYPE)
    sha256 = models.CharField(max_length=64)
    attempt = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("artifact")
        verbose_name_plural = _("artifacts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "name_hash"], name="jobkit_artifact_name")]

    def __str__(self) -> str:
        return self.name
