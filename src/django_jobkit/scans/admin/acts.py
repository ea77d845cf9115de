"""What a person may do to scans and sources from the admin; a scan is a job, and so are the permissions."""

from __future__ import annotations

from django.contrib.admin.models import DELETION
from django.utils.translation import gettext_lazy, ngettext

from django_jobkit.admin.acts import CANCELLABLE, RETRYABLE, Act, Words
from django_jobkit.core.status import Status
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.services.lifecycle import cancel_scan, remove_scan, restart_scan, resume_scan
from django_jobkit.scans.services.sources import start_source


def _words(one: str, many: str) -> Words:
    return Words(done=lambda count: ngettext(one, many, count), asked=_asked, left=_left)


def _asked(count: int) -> str:
    return ngettext("%(count)d running scan was asked to stop.", "%(count)d running scans were asked to stop.", count)


def _left(count: int) -> str:
    one, many = "%(count)d was left as it is: %(reason)s", "%(count)d were left as they are: %(reason)s"
    return ngettext(one, many, count)


CANCEL: Act[Scan] = Act(
    name="cancel",
    permission="jobkit.cancel_job",
    service=cancel_scan,
    is_possible=lambda scan: scan.job.status in CANCELLABLE,
    label=gettext_lazy("Cancel"),
    words=_words("%(count)d scan was cancelled.", "%(count)d scans were cancelled."),
    record="Cancel requested.",
    is_asked=lambda scan: scan.job.status == Status.RUNNING,
)
RESUME: Act[Scan] = Act(
    name="resume",
    permission="jobkit.retry_job",
    service=resume_scan,
    is_possible=lambda scan: scan.job.status in RETRYABLE,
    label=gettext_lazy("Resume"),
    words=_words("%(count)d scan will go on.", "%(count)d scans will go on."),
    record="Resume requested.",
)
RESTART: Act[Scan] = Act(
    name="restart",
    permission="jobkit.retry_job",
    service=restart_scan,
    is_possible=lambda scan: scan.job.status in RETRYABLE,
    label=gettext_lazy("Begin anew"),
    words=_words("%(count)d scan will begin anew.", "%(count)d scans will begin anew."),
    record="Restart requested.",
    is_final=True,
)
REMOVE: Act[Scan] = Act(
    name="delete",
    permission="jobkit_scans.delete_scan",
    service=remove_scan,
    is_possible=lambda scan: scan.job.status != Status.RUNNING,
    label=gettext_lazy("Delete"),
    words=_words("%(count)d scan was deleted.", "%(count)d scans were deleted."),
    record="",
    flag=DELETION,
    is_final=True,
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
    words=_words("%(count)d scan was started.", "%(count)d scans were started."),
    record="Started a scan.",
)
