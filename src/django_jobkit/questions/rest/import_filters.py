"""What the lists of imports and of their rows can be narrowed down by."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from django_jobkit.core.status import Status
from django_jobkit.questions.models import ImportRow, QuestionImport
from django_jobkit.questions.models.imports import RowOutcome
from django_jobkit.questions.rest.filter_kinds import truth_filter
from django_jobkit.rest.filters import MAX_TEXT, MomentFilter, containing

#: What `ordering` may name, and the columns behind it. Ids sort by the moment of creation.
IMPORT_ORDERINGS = {"created_at": "job_id", "finished_at": "job__finished_at", "name": "job__name", "rows": "rows"}
ROW_ORDERINGS = {"number": "number"}


class ImportFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of imports."""

    status = filters.MultipleChoiceFilter(choices=[(name, name) for name in Status.values], field_name="job__status")
    platform = filters.CharFilter(max_length=MAX_TEXT)
    dry_run = truth_filter()
    created_after = MomentFilter(field_name="job__created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="job__created_at", lookup_expr="lte")
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = QuestionImport
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[QuestionImport], name: str, value: str) -> QuerySet[QuestionImport]:
        """Imports whose name, platform or file contains every word."""
        return containing(rows, value, "job__name", "platform", "upload_name")


class RowFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the rows of an import."""

    outcome = filters.MultipleChoiceFilter(choices=RowOutcome.choices)
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = ImportRow
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[ImportRow], name: str, value: str) -> QuerySet[ImportRow]:
        """Rows whose title contains every word."""
        return containing(rows, value, "title")
