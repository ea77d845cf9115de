"""What a person may do to scans and sources from the admin; a scan is a job, and so are the permissions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from django_jobkit.admin.acts import RETRYABLE, Act, Words, cancellation, removal
from django_jobkit.core.status import Status
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.services.lifecycle import cancel_scan, remove_scan, restart_scan, resume_scan
from django_jobkit.scans.services.sources import start_source

CANCEL: Act[Scan] = cancellation(
    cancel_scan,
    Words(
        ("%(count)d scan was cancelled.", "%(count)d scans were cancelled."),
        asked=("%(count)d running scan was asked to stop.", "%(count)d running scans were asked to stop."),
    ),
)
RESUME: Act[Scan] = Act(
    name="resume",
    permission="jobkit.retry_job",
    service=resume_scan,
    is_possible=lambda scan: scan.job.status in RETRYABLE,
    label=gettext_lazy("Resume"),
    words=Words(("%(count)d scan will go on.", "%(count)d scans will go on.")),
    record="Resume requested.",
)
RESTART: Act[Scan] = Act(
    name="restart",
    permission="jobkit.retry_job",
    service=restart_scan,
    is_possible=lambda scan: scan.job.status in RETRYABLE,
    label=gettext_lazy("Begin anew"),
    words=Words(("%(count)d scan will begin anew.", "%(count)d scans will begin anew.")),
    record="Restart requested.",
    is_final=True,
)
REMOVE: Act[Scan] = removal(
    "jobkit_scans.delete_scan",
    remove_scan,
    Words(("%(count)d scan was deleted.", "%(count)d scans were deleted.")),
    is_possible=lambda scan: scan.job.status != Status.RUNNING,
)


def _start(source: ScanSource) -> None:
    start_source(source, owner=source.owner)


def _can_start(source: ScanSource) -> bool:
    """Whether it is known here, and needs no file, for which the admin has no place."""
    return source.extractor in extractors and not extractors.get(source.extractor).takes_upload


START: Act[ScanSource] = Act(
    name="start",
    permission="jobkit_scans.add_scan",
    service=_start,
    is_possible=_can_start,
    label=gettext_lazy("Start a scan"),
    words=Words(("%(count)d scan was started.", "%(count)d scans were started.")),
    record="Started a scan.",
)
