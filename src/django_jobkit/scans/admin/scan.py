"""The admin of scans: read-only but for what the services offer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin.acting import ActingAdmin
from django_jobkit.admin.bulk import act_on_selected
from django_jobkit.admin.filters import CreatedFilter
from django_jobkit.models.querysets import HEAVY
from django_jobkit.scans.admin import columns, detail
from django_jobkit.scans.admin.acts import CANCEL, REMOVE, RESTART, RESUME
from django_jobkit.scans.admin.changelist import ExtractorFilter, ScanChangeList, search
from django_jobkit.scans.models import Scan

#: What the list may be narrowed by; in options or an error somebody could guess a secret letter by letter.
_LOOKUPS = {"job__status__exact", "job__owner__id__exact", "source__id__exact", "extractor__exact", "created"}


class ScanAdmin(ActingAdmin[Scan]):
    """A list that stays fast and a page that looks inside; nothing is added or changed here."""

    list_display = (
        columns.status,
        columns.title,
        columns.records,
        columns.progress,
        columns.owner,
        columns.created,
    )
    list_display_links = (columns.title,)
    list_filter = ("job__status", CreatedFilter, ExtractorFilter)
    ordering = ("-job",)
    search_fields = ("job__id",)
    search_help_text = gettext_lazy("An id, an extractor, or how the name of a scan, a file or a source begins.")
    actions = ("cancel_selected", "resume_selected", "restart_selected", "delete_selected")
    acts = (CANCEL, RESUME, RESTART)
    change_list_template = "admin/jobkit/capped_list.html"
    confirm_template = "admin/jobkit_scans/scan/confirm.html"

    def has_change_permission(self, request: HttpRequest, obj: Scan | None = None) -> bool:
        """Scans are changed by services alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Scan | None = None) -> bool:
        """Not while the scan runs."""
        return self.may(request, REMOVE, obj)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        """With the permission jobkit.cancel_job, for a scan is a job."""
        return self.may(request, CANCEL)

    def has_resume_permission(self, request: HttpRequest) -> bool:
        """With the permission jobkit.retry_job, likewise."""
        return self.may(request, RESUME)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ScanChangeList]:
        """The list that bounds what it reads."""
        return ScanChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scan]:
        """Scans with their jobs, without what only handlers read."""
        rows: QuerySet[Scan] = super().get_queryset(request)
        return rows.select_related("job__owner", "source").defer(*(f"job__{name}" for name in HEAVY))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Scan], search_term: str
    ) -> tuple[QuerySet[Scan], bool]:
        """By id, extractor, or the beginning of a name."""
        return search(queryset, search_term), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list itself leads to."""
        return lookup in _LOOKUPS

    @admin.action(permissions=["cancel"], description=gettext_lazy("Cancel selected scans"))
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Scan]) -> HttpResponse | None:
        """Cancel what is PENDING, ask what is RUNNING to stop."""
        return act_on_selected(self, request, queryset, CANCEL)

    @admin.action(permissions=["resume"], description=gettext_lazy("Resume selected scans"))
    def resume_selected(self, request: HttpRequest, queryset: QuerySet[Scan]) -> HttpResponse | None:
        """Let FAILED and CANCELLED scans go on where they stopped."""
        return act_on_selected(self, request, queryset, RESUME)

    @admin.action(permissions=["resume"], description=gettext_lazy("Begin selected scans anew"))
    def restart_selected(self, request: HttpRequest, queryset: QuerySet[Scan]) -> HttpResponse | None:
        """Run FAILED and CANCELLED scans from the beginning."""
        return act_on_selected(self, request, queryset, RESTART)

    @admin.action(permissions=["delete"], description=gettext_lazy("Delete selected scans"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Scan]) -> HttpResponse | None:
        """In place of Django's own, which would load every chunk and leave the jobs behind."""
        return act_on_selected(self, request, queryset, REMOVE)

    def get_fieldsets(self, request: HttpRequest, obj: Scan | None = None) -> Any:
        """What there is to say about this scan."""
        return [] if obj is None else detail.fieldsets(obj)

    def delete_model(self, request: HttpRequest, obj: Scan) -> None:
        """Through the service."""
        REMOVE.service(obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What goes with a scan, counted and not listed."""
        scans = list(objs)
        counts = {str(self.opts.verbose_name_plural): len(scans), _("records"): sum(scan.records for scan in scans)}
        lacking = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return [str(scan) for scan in scans], counts, lacking, []
