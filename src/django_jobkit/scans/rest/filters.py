"""What the lists of scans, problems and sources can be narrowed down by."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from django_jobkit.core.status import Status
from django_jobkit.rest.access import is_id
from django_jobkit.rest.filters import MAX_TEXT, MomentFilter, containing
from django_jobkit.scans.models import Scan, ScanProblem, ScanSource

#: What `ordering` may name, and the columns behind it. Ids sort by the moment of creation.
SCAN_ORDERINGS = {
    "created_at": "job_id",
    "started_at": "job__started_at",
    "finished_at": "job__finished_at",
    "name": "job__name",
    "records": "records",
    "problems": "problems",
    "bytes": "bytes",
}
PROBLEM_ORDERINGS = {"number": "number"}
SOURCE_ORDERINGS = {"id": "id", "name": "name", "created_at": "created_at", "updated_at": "updated_at"}
STATUSES = [status.lower() for status in Status.values]


class ScanFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of scans."""

    status = filters.MultipleChoiceFilter(choices=[(name, name) for name in STATUSES], method="filter_status")
    extractor = filters.CharFilter(max_length=MAX_TEXT)
    source = filters.CharFilter(method="filter_source", max_length=MAX_TEXT)
    created_after = MomentFilter(field_name="job__created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="job__created_at", lookup_expr="lte")
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = Scan
        fields: list[str] = []

    def filter_status(self, rows: QuerySet[Scan], name: str, value: list[str]) -> QuerySet[Scan]:
        """Scans in any of these statuses."""
        return rows.filter(job__status__in=[status.upper() for status in value]) if value else rows

    def filter_source(self, rows: QuerySet[Scan], name: str, value: str) -> QuerySet[Scan]:
        """Scans of the source with this id or name."""
        named = Q(source__name=value)
        return rows.filter(Q(source_id=value) | named if is_id(value) else named)

    def filter_search(self, rows: QuerySet[Scan], name: str, value: str) -> QuerySet[Scan]:
        """Scans whose name, extractor, source or file contains every word, or whose id it is."""
        columns = ("job__name", "extractor", "source__name", "upload_name")
        return containing(rows, value, *columns, by_id=True)


class ProblemFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the problems of a scan."""

    code = filters.CharFilter(max_length=MAX_TEXT)
    field = filters.CharFilter(max_length=MAX_TEXT)
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = ScanProblem
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[ScanProblem], name: str, value: str) -> QuerySet[ScanProblem]:
        """Problems whose message, or what stood there, contains every word."""
        return containing(rows, value, "message", "raw")


class SourceFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of sources."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=MAX_TEXT)
    extractor = filters.CharFilter(max_length=MAX_TEXT)
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = ScanSource
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[ScanSource], name: str, value: str) -> QuerySet[ScanSource]:
        """Sources whose name or extractor contains every word."""
        return containing(rows, value, "name", "extractor")
