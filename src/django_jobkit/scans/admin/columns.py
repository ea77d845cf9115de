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
from django_jobkit.admin.times import NOTHING, relative
from django_jobkit.scans.models import Scan, ScanSource


@admin.display(description=gettext_lazy("status"))
def status(scan: Scan) -> SafeString:
    """A badge that says it in words as well as by its colour."""
    return columns.status(scan.job)


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


@admin.display(description=gettext_lazy("progress"))
def progress(scan: Scan) -> SafeString | str:
    """What matters most now: the error of a failed scan, when a parked one is due, else how far it is."""
    return columns.progress(scan.job)


@admin.display(description=gettext_lazy("owner"))
def owner(scan: Scan) -> SafeString | str:
    """The owner, leading to all scans of theirs."""
    if scan.job.owner is None:
        return NOTHING
    return format_html('<a href="?job__owner__id__exact={}">{}</a>', scan.job.owner.pk, str(scan.job.owner))


@admin.display(description=gettext_lazy("created"))
def created(scan: Scan) -> SafeString | str:
    """How long ago it was started, and beneath it how long it ran."""
    return columns.created(scan.job)


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
