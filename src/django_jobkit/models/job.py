"""The row that is the truth about a job."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from django_jobkit.core.ids import new_job_id
from django_jobkit.core.status import TERMINAL, Status, status_choices
from django_jobkit.models.querysets import JobManager

_ENDED = sorted(TERMINAL)


class Job(models.Model):
    """One long-running piece of work. Read it freely; write it through the services alone."""

    id = models.UUIDField(primary_key=True, default=new_job_id, editable=False)
    name = models.CharField(max_length=200)
    task = models.CharField(max_length=200, blank=True, default="", help_text=_("Empty for a tracked job."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        # The composite indexes below start with it.
        db_index=False,
    )
    status = models.CharField(max_length=9, choices=status_choices, default=Status.PENDING)
    queue = models.CharField(max_length=100, default="default")
    priority = models.SmallIntegerField(default=0, help_text=_("Higher runs first."))
    params = models.JSONField(default=dict)
    result = models.JSONField(null=True, default=None)
    error = models.JSONField(null=True, default=None)
    progress_current = models.FloatField(null=True)
    progress_total = models.FloatField(null=True)
    progress_message = models.CharField(max_length=200, blank=True, default="")
    saved_state = models.JSONField(null=True, default=None, help_text=_("What the last checkpoint stored."))
    attempt = models.PositiveIntegerField(default=0, help_text=_("Never goes back: it fences zombies off."))
    max_attempts = models.PositiveIntegerField(default=1)
    attempt_budget = models.PositiveIntegerField(default=1, help_text=_("What each retry on request grants anew."))
    timeout = models.FloatField(null=True, help_text=_("Seconds per attempt."))
    run_after = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    #: The queue that the job stands in now: PENDING and due. A claim takes it out.
    lane = models.CharField(max_length=100, null=True)  # noqa: DJ001 - NULL keeps finished jobs out of every lane
    #: When a PENDING job that is not due may join its lane.
    parked_until = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True, default="", help_text=_("Random id of the last claimer."))
    revision = models.PositiveIntegerField(default=1, help_text=_("Counts visible changes."))
    history_length = models.PositiveIntegerField(default=0)

    # Hashes, so that they fit an index everywhere; NULL when there is none, for NULLs are distinct on every database.
    idempotency_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001
    request_fingerprint = models.CharField(max_length=64, blank=True, default="")
    unique_key = models.CharField(max_length=200, blank=True, default="")
    unique_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001

    objects = JobManager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        permissions: ClassVar = [("cancel_job", _("Can cancel job")), ("retry_job", _("Can retry job"))]
        indexes: ClassVar = [
            models.Index(fields=["lane", "-priority", "id"], name="jobkit_job_lane"),
            models.Index(fields=["parked_until"], name="jobkit_job_parked"),
            models.Index(fields=["lease_expires_at"], name="jobkit_job_lease"),
            models.Index(fields=["finished_at"], name="jobkit_job_finished"),
            models.Index(fields=["owner", "id"], name="jobkit_job_owner"),
            models.Index(fields=["owner", "status", "id"], name="jobkit_job_owner_status"),
            models.Index(fields=["status", "id"], name="jobkit_job_status"),
        ]
        constraints: ClassVar = [
            # Not unique=True on the fields: that would add an index for LIKE on PostgreSQL, which no look-up needs.
            models.UniqueConstraint(fields=["idempotency_hash"], name="jobkit_job_idempotency"),
            models.UniqueConstraint(fields=["unique_hash"], name="jobkit_job_unique"),
            models.CheckConstraint(
                name="jobkit_finished_iff_terminal",
                condition=Q(status__in=_ENDED, finished_at__isnull=False)
                | (~Q(status__in=_ENDED) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="jobkit_result_if_completed", condition=Q(result__isnull=True) | Q(status=Status.COMPLETED)
            ),
            models.CheckConstraint(
                name="jobkit_error_iff_failed",
                condition=Q(status=Status.FAILED, error__isnull=False)
                | (~Q(status=Status.FAILED) & Q(error__isnull=True)),
            ),
            models.CheckConstraint(
                name="jobkit_lease_iff_running",
                condition=Q(task="", lease_expires_at__isnull=True)
                | Q(status=Status.RUNNING, lease_expires_at__isnull=False)
                | (~Q(status=Status.RUNNING) & Q(lease_expires_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="jobkit_lane_if_pending",
                condition=Q(lane__isnull=True, parked_until__isnull=True)
                | Q(status=Status.PENDING, lane__isnull=True)
                | Q(status=Status.PENDING, parked_until__isnull=True),
            ),
            models.CheckConstraint(name="jobkit_attempt_in_bounds", condition=Q(attempt__lte=F("max_attempts"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.status})"

    @property
    def is_tracked(self) -> bool:
        """Whether the work happens elsewhere and a client reports its statuses."""
        return not self.task

    @property
    def is_terminal(self) -> bool:
        """Whether the job has ended."""
        return self.status in TERMINAL

    @property
    def progress(self) -> dict[str, Any]:
        """How far the job is; `percent` is 0 to 100, None when the total is not known."""
        percent = None
        if self.progress_total and self.progress_current is not None:
            percent = round(min(100.0, 100.0 * self.progress_current / self.progress_total), 1)
        return {
            "current": plain_number(self.progress_current),
            "total": plain_number(self.progress_total),
            "percent": percent,
            "message": self.progress_message,
        }


def plain_number(number: float | None) -> float | int | None:
    """Whole numbers without a fraction."""
    return int(number) if number is not None and float(number).is_integer() else number
