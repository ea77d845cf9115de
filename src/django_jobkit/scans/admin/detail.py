"""What the page of one scan shows, secrets masked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_jobkit.admin import detail
from django_jobkit.admin.detail import of_its_job
from django_jobkit.admin.history import history
from django_jobkit.admin.times import NOTHING
from django_jobkit.core.status import Status
from django_jobkit.scans.admin.inside import problems, profile, records
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.registry import extractors

#: Formats that the page offers; the API has more.
_OFFERED = ("csv", "ndjson", "json", "xlsx")
_RESULT = "jobkit_scans:scan-result"


standing = of_its_job(detail.standing)
progress = of_its_job(detail.progress)
error = of_its_job(detail.error)
created = of_its_job(detail.created)
started = of_its_job(detail.started)
finished = of_its_job(detail.finished)
attempts = of_its_job(detail.attempts)
past = of_its_job(history)


@admin.display(description=gettext_lazy("found"))
def found(scan: Scan) -> SafeString:
    """The counters."""
    counted = [
        (f"{scan.records:,}", ngettext("record", "records", scan.records)),
        (f"{scan.problems:,}", ngettext("problem", "problems", scan.problems)),
        (f"{scan.pages:,}", ngettext("page", "pages", scan.pages)),
        (filesizeformat(scan.bytes), _("read")),
        (filesizeformat(scan.stored_bytes), _("stored")),
    ]
    return format_html_join(" · ", "<strong>{}</strong> {}", counted)


@admin.display(description=gettext_lazy("download"))
def downloads(scan: Scan) -> SafeString | str:
    """The result as a file, from the API, where that is part of this site and there is a result."""
    try:
        address = reverse(_RESULT, args=[scan.pk])
    except NoReverseMatch:
        return NOTHING
    partial = "" if scan.job.status == Status.COMPLETED else "&partial=true"
    links = ((address, name, partial, name.upper()) for name in _OFFERED)
    return format_html_join(" · ", '<a href="{}?format={}{}">{}</a>', links) if scan.records else NOTHING


@admin.display(description=gettext_lazy("extractor"))
def extractor(row: Scan | ScanSource) -> SafeString:
    """The extractor with the first line of its description, or why there is none."""
    name = row.extractor
    return detail.named(name, extractors.get(name).description if name in extractors else None)


@admin.display(description=gettext_lazy("options"))
def options(row: Scan | ScanSource) -> SafeString:
    """The options as readable JSON, secrets masked."""
    return detail.as_json(row.options)


@admin.display(description=gettext_lazy("source"))
def source(scan: Scan) -> SafeString | str:
    """The saved source, leading to its page."""
    if scan.source is None:
        return NOTHING
    page = reverse("admin:jobkit_scans_scansource_change", args=[scan.source.pk])
    return format_html('<a href="{}">{}</a>', page, scan.source.name)


@admin.display(description=gettext_lazy("scans"))
def scans_of(found: ScanSource) -> SafeString:
    """The way to all its scans."""
    page = reverse("admin:jobkit_scans_scan_changelist")
    return format_html('<a href="{}?source__id__exact={}">{}</a>', page, found.pk, _("All scans of this source"))


@admin.display(description=gettext_lazy("file"))
def upload(scan: Scan) -> str:
    """The name that the uploaded file came with."""
    return scan.upload_name or NOTHING


@admin.display(description=gettext_lazy("job"))
def job(scan: Scan) -> SafeString:
    """The job, leading to its page."""
    page = reverse("admin:jobkit_job_change", args=[scan.pk])
    return format_html('<a href="{}">{}</a> <span class="jobkit-quiet">{}</span>', page, scan.job.name, scan.pk)


@admin.display(description=gettext_lazy("owner"))
def owner(scan: Scan) -> str:
    """Whose it is."""
    return str(scan.job.owner) if scan.job.owner else NOTHING


def fieldsets(scan: Scan) -> list[tuple[Any, dict[str, Any]]]:
    """The fields of the page in their groups, without those that this scan cannot have."""
    failed = [error] if scan.job.status == Status.FAILED else []
    origin = [extractor, (source, upload)] if scan.source or scan.upload_name else [extractor]
    inside = [(_("First records"), records)] if scan.records else []
    inside += [(_("Problems"), problems)] if scan.problems else []
    inside += [(_("Columns"), profile)] if scan.records else []
    return [
        (None, {"fields": [standing, progress, found, *failed, downloads]}),
        *((title, {"fields": [field]}) for title, field in inside),
        (_("Times"), {"fields": [(created, attempts), (started, finished)]}),
        (_("Origin"), {"fields": [*origin, options, (owner, job)]}),
        (_("History"), {"fields": [past]}),
    ]
