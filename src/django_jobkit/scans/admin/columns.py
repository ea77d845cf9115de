"""What the lists show of one scan or source, a function for each column; none asks the database."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_jobkit.admin import columns
from django_jobkit.admin.detail import of_its_job
from django_jobkit.admin.times import NOTHING, relative
from django_jobkit.scans.models import Scan, ScanSource

status = of_its_job(columns.status)
progress = of_its_job(columns.progress)
created = of_its_job(columns.created)


@admin.display(description=gettext_lazy("scan"))
def title(scan: Scan) -> SafeString:
    """The name; beneath it the extractor, and the end of the id, by which one tells namesakes apart."""
    return format_html(
        '{}<span class="jobkit-second"><span>{}</span> · <span>…{}</span></span>',
        scan.job.name,
        scan.extractor,
        scan.pk.hex[-8:],
    )


@admin.display(description=gettext_lazy("records"))
def records(scan: Scan) -> SafeString:
    """How many there are, and beneath it how many problems."""
    if not scan.problems:
        return format_html("{}", f"{scan.records:,}")
    words = ngettext("%(count)s problem", "%(count)s problems", scan.problems) % {"count": f"{scan.problems:,}"}
    return format_html('{}<span class="jobkit-second jobkit-error">{}</span>', f"{scan.records:,}", words)


@admin.display(description=gettext_lazy("owner"))
def owner(scan: Scan) -> SafeString | str:
    """The owner, leading to all scans of theirs."""
    if scan.job.owner is None:
        return NOTHING
    return format_html('<a href="?job__owner__id__exact={}">{}</a>', scan.job.owner.pk, str(scan.job.owner))


@admin.display(description=gettext_lazy("source"))
def named(found: ScanSource) -> SafeString:
    """The name, and beneath it the extractor."""
    return format_html('{}<span class="jobkit-second">{}</span>', found.name, found.extractor)


@admin.display(description=gettext_lazy("last scan"))
def last_scan(found: Any) -> SafeString | str:
    """How the newest scan of this source stands, leading to it; the list reads it with the source."""
    if found.last_status is None:
        return _("never scanned")
    page = reverse("admin:jobkit_scans_scan_change", args=[found.last_scan])
    return format_html('<a href="{}">{}</a>', page, columns.badge(found.last_status))


@admin.display(description=gettext_lazy("key"))
def key(found: ScanSource) -> str:
    """The columns that tell its records apart."""
    return ", ".join(found.key) or NOTHING


@admin.display(description=gettext_lazy("changed"))
def changed(found: ScanSource) -> SafeString | str:
    """How long ago it was changed."""
    return relative(found.updated_at)
