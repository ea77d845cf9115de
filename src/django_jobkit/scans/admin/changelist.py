"""The list of scans: what it reads, and how far it looks."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_jobkit.admin.changelist import as_id, windowed
from django_jobkit.models.querysets import HEAVY
from django_jobkit.scans.models import Scan
from django_jobkit.scans.registry import extractors

#: What the list does not show of a scan, its job and its source.
UNSEEN = ["options", "columns", "key", "source__options", "source__key", *(f"job__{name}" for name in HEAVY)]
_WITHOUT_INDEX = {"extractor__exact"}


class ScanChangeList(ChangeList):
    """Leaves heavy columns alone, and looks for what no index serves among the newest scans only."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Scan]:
        """The rows of the list."""
        rows: QuerySet[Scan] = super().get_queryset(request, exclude_parameters)
        rows = rows.select_related("job__owner", "source").defer(*UNSEEN)
        is_slow = _WITHOUT_INDEX & self.params.keys() or (self.query and as_id(self.query) is None)
        return windowed(rows) if is_slow else rows


class ExtractorFilter(admin.SimpleListFilter):
    """By extractor: those of this process, and the one that was asked for."""

    title = _("extractor")
    parameter_name = "extractor__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[Any, Any]]:
        """The names."""
        names = {found.name for found in extractors} | set(request.GET.getlist("extractor__exact"))
        return [(name, name) for name in sorted(names)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Only the rows of the chosen one."""
        return queryset.filter(extractor=self.value()) if self.value() else queryset


def search(rows: QuerySet[Scan], term: str) -> QuerySet[Scan]:
    """The scans with this id, or else of this extractor, or whose name, file or source begins so."""
    term = term.strip()
    if not term:
        return rows
    scan_id = as_id(term)
    if scan_id is not None:
        return rows.filter(pk=scan_id)
    begins = Q(job__name__startswith=term) | Q(upload_name__startswith=term) | Q(source__name__startswith=term)
    return rows.filter(begins | Q(extractor=term))
