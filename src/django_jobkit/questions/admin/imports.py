"""The admin of imports: reports to read, and what the services offer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin.bulk import act_on_selected
from django_jobkit.admin.filters import CreatedFilter
from django_jobkit.models.querysets import HEAVY
from django_jobkit.questions.admin import columns, report
from django_jobkit.questions.admin.acts import CANCEL, REMOVE_IMPORT, UNDO
from django_jobkit.questions.admin.owned import OwnedAdmin
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.models import QuestionImport


class PlatformFilter(admin.SimpleListFilter):
    """By platform: those of this process."""

    title = gettext_lazy("platform")
    parameter_name = "platform__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[Any, Any]]:
        """Their names."""
        return [(found.name, found.name) for found in platforms]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Only the imports from the chosen one."""
        return queryset.filter(platform=self.value()) if self.value() else queryset


class ImportAdmin(OwnedAdmin[QuestionImport]):
    """Imports with what became of their rows; nothing is added or changed here."""

    removal = REMOVE_IMPORT
    acts = (CANCEL, UNDO)
    searched = ("job__name", "platform", "upload_name")
    lookups = {"job__status__exact", "platform__exact", "dry_run__exact", "created"}
    unseen = ("options", *(f"job__{name}" for name in HEAVY), *(f"undo_job__{name}" for name in HEAVY))
    list_display = (report.status, report.title, report.rows, report.progress, columns.owner, report.began)
    list_display_links = (report.title,)
    list_filter = ("job__status", CreatedFilter, PlatformFilter, "dry_run")
    list_select_related = ("owner", "job", "undo_job")
    search_help_text = gettext_lazy("The name of an owner, or a part of that of an import, a platform or a file.")
    actions = ("cancel_selected", "undo_selected", "delete_selected")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Over the API, where what is asked for is checked."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: QuestionImport | None = None) -> bool:
        """Imports are changed by services alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: QuestionImport | None = None) -> bool:
        """Not while the import runs, or is being undone."""
        return self.may(request, REMOVE_IMPORT, obj)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        """With the permission jobkit.cancel_job, for an import is a job."""
        return self.may(request, CANCEL)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """With the permission jobkit_questions.change_questionimport."""
        return self.may(request, UNDO)

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionImport]:
        """Imports with their jobs."""
        rows: QuerySet[QuestionImport] = super().get_queryset(request)
        return rows.select_related("owner", "job", "undo_job")

    def get_fieldsets(self, request: HttpRequest, obj: QuestionImport | None = None) -> Any:
        """What there is to say about this import."""
        return [] if obj is None else report.fieldsets(obj)

    @admin.action(permissions=["cancel"], description=gettext_lazy("Cancel selected imports"))
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[QuestionImport]) -> HttpResponse | None:
        """Cancel what is PENDING, ask what is RUNNING to stop."""
        return act_on_selected(self, request, queryset, CANCEL)

    @admin.action(permissions=["undo"], description=gettext_lazy("Undo selected imports"))
    def undo_selected(self, request: HttpRequest, queryset: QuerySet[QuestionImport]) -> HttpResponse | None:
        """Have what they did taken back."""
        return act_on_selected(self, request, queryset, UNDO)

    def counts_of(self, rows: list[QuestionImport]) -> dict[str, int]:
        """The rows of their reports."""
        return {_("imported rows"): sum(found.rows for found in rows)}
