"""The caller's scans and sources: the only way from a request to their rows."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework.request import Request

from django_jobkit.rest.access import is_id, one, owner_of, parse_id
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.scans.models import Scan, ScanSource

_JOB_PAYLOADS = ("job__params", "job__result", "job__saved_state")


def visible_scans(request: Request) -> QuerySet[Scan]:
    """The scans that the caller may see and touch, each with its job."""
    rows: QuerySet[Scan] = Scan.objects.visible_to(request.user)
    return rows.select_related("job").defer(*_JOB_PAYLOADS)


def visible_sources(request: Request) -> QuerySet[ScanSource]:
    """The sources that the caller may see and touch."""
    rows: QuerySet[ScanSource] = ScanSource.objects.visible_to(request.user)
    return rows


def find_source(request: Request, text: str) -> ScanSource | None:
    """The caller's source with this id or name; None when it is unknown or not theirs."""
    rows = visible_sources(request)
    named = rows.filter(name=text).order_by("created_at")
    # Others may have sources of the same name, which staff see, too.
    found = named.filter(owner=owner_of(request)).first() or named.first()
    return found or (rows.filter(pk=text).first() if is_id(text) else None)


class ScanView(JobkitView):
    """The base of views about one scan."""

    captured = JobkitView.captured | {"source_id"}

    def scan(self, request: Request, job_id: str) -> Scan:
        """The caller's scan; raises NotFound when it is unknown or not theirs, PermissionDenied."""
        scan: Scan = one(visible_scans(request).filter(pk=parse_id(job_id)))
        self.admitted(scan.job)
        return scan

    def source(self, request: Request, source_id: str) -> ScanSource:
        """The caller's source; raises NotFound when it is unknown or not theirs."""
        source: ScanSource = one(visible_sources(request).filter(pk=parse_id(source_id)))
        return source
