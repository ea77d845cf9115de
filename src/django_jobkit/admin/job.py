"""The admin of jobs: read-only but for what the services offer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin import columns, detail
from django_jobkit.admin.acting import ActingAdmin
from django_jobkit.admin.artifacts import DOWNLOAD, download_view
from django_jobkit.admin.bulk import act_on_selected
from django_jobkit.admin.changelist import JobChangeList, search
from django_jobkit.admin.filters import CreatedFilter, QueueFilter, StuckFilter, TaskFilter
from django_jobkit.admin.job_acts import CANCEL, REMOVE, RETRY
from django_jobkit.models import Job, JobArtifact

#: What is shown with secrets masked.
_MASKED = {"params", "result", "error", "saved_state", "progress_message"}


class JobAdmin(ActingAdmin[Job]):
    """A list that stays fast and a page that tells all; nothing is added or changed here."""

    list_display = (
        columns.status,
        columns.title,
        columns.progress,
        columns.attempts,
        columns.owner,
        columns.created,
    )
    list_display_links = (columns.title,)
    list_filter = ("status", StuckFilter, CreatedFilter, TaskFilter, QueueFilter)
    list_select_related = ("owner",)
    ordering = ("-id",)
    search_fields = ("id",)
    search_help_text = gettext_lazy("An id, a task, or how a name begins.")
    actions = ("cancel_selected", "retry_selected", "delete_selected")
    acts = (CANCEL, RETRY)
    change_list_template = "admin/jobkit/job/change_list.html"

    # What may be done

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Jobs are changed by services alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Not while the job runs, for its handler would write into the void."""
        return self.may(request, REMOVE, obj)

    def has_cancel_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """With the permission jobkit.cancel_job, until the job ends."""
        return self.may(request, CANCEL, obj)

    def has_retry_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """With the permission jobkit.retry_job, when the job ended without a result."""
        return self.may(request, RETRY, obj)

    def get_urls(self) -> list[URLPattern]:
        """With the addresses of artifacts."""

        def view(request: HttpRequest, object_id: str, artifact_id: int) -> HttpResponseBase:
            return download_view(self, request, object_id, artifact_id)

        place = "<path:object_id>/artifacts/<int:artifact_id>/"
        return [path(place, self.admin_site.admin_view(view), name=DOWNLOAD), *super().get_urls()]

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[JobChangeList]:
        """The list that bounds what it reads."""
        return JobChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """By id, task, or the beginning of the name."""
        return search(queryset, search_term), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not in what is masked: whoever may filter by it could guess a secret letter by letter."""
        return lookup.partition("__")[0] not in _MASKED and super().lookup_allowed(lookup, value, request)

    @admin.action(permissions=["cancel"], description=gettext_lazy("Cancel selected jobs"))
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> HttpResponse | None:
        """Cancel what is PENDING, ask what is RUNNING to stop."""
        return act_on_selected(self, request, queryset, CANCEL)

    @admin.action(permissions=["retry"], description=gettext_lazy("Retry selected jobs"))
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> HttpResponse | None:
        """Run FAILED and CANCELLED jobs again."""
        return act_on_selected(self, request, queryset, RETRY)

    @admin.action(permissions=["delete"], description=gettext_lazy("Delete selected jobs"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> HttpResponse | None:
        """In place of Django's own, which would load every history and pass the services by."""
        return act_on_selected(self, request, queryset, REMOVE)

    # The page of one job

    def get_fieldsets(self, request: HttpRequest, obj: Job | None = None) -> Any:
        """What there is to say about this job."""
        return [] if obj is None else detail.fieldsets(obj)

    def delete_model(self, request: HttpRequest, obj: Job) -> None:
        """Through the service."""
        REMOVE.service(obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What goes with a job, counted and not listed: a history may be long."""
        jobs = list(objs)
        counts = {
            str(self.opts.verbose_name_plural): len(jobs),
            _("history rows"): sum(job.history_length for job in jobs),
            _("artifacts"): JobArtifact.objects.filter(job__in=jobs).count(),
        }
        lacking = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return [str(job) for job in jobs], counts, lacking, []
