"""One row per transition of a job."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_jobkit.core.status import status_choices
from django_jobkit.models.job import Job

MAX_MESSAGE = 500


class JobStatus(models.Model):
    """A step in the history of a job: numbered per job, never out of order, none missing."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(
        Job,
        on_delete=models.CASCADE,
        related_name="statuses",
        # The unique constraint below starts with it.
        db_index=False,
    )
    seq = models.PositiveIntegerField()
    status_type = models.CharField(max_length=9, choices=status_choices)
    timestamp = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=MAX_MESSAGE, blank=True, default="")

    class Meta:
        verbose_name = _("job status")
        verbose_name_plural = _("job statuses")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "seq"], name="jobkit_jobstatus_job_seq")]

    def __str__(self) -> str:
        return f"{self.seq}. {self.status_type}"
