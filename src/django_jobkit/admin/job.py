"""The admin of jobs: read-only but for what the services offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from django_jobkit.admin import columns, detail
from django_jobkit.admin.acts import CANCEL, REMOVE, RETRY, Act, carry_out, report
from django_jobkit.admin.bulk import act_on_selected
from django_jobkit.admin.changelist import JobChangeList, search
from django_jobkit.admin.filters import CreatedFilter, QueueFilter, StuckFilter, TaskFilter
from django_jobkit.admin.paginator import CappedPaginator
from django_jobkit.admin.times import NOTHING
from django_jobkit.exceptions import JobIsRunning
from django_jobkit.models import Job

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Job]
else:
    _Admin = admin.ModelAdmin

#: What is shown with secrets masked.
_MASKED = {"params", "result", "error", "saved_state", "progress_message"}


class JobAdmin(_Admin):
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
    list_per_page = 50
    empty_value_display = NOTHING
    ordering = ("-id",)
    # Any other order would sort the whole table.
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    search_fields = ("id",)
    search_help_text = gettext_lazy("An id, a task, or how a name begins.")
    actions = ("cancel_selected", "retry_selected", "delete_selected")
    change_list_template = "admin/jobkit/job/change_list.html"
    change_form_template = "admin/jobkit/job/change_form.html"
    confirm_template = "admin/jobkit/job/confirm.html"

    class Media:
        css = {"all": ["jobkit/admin.css"]}

    # What may be done

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs are submitted by code and over the API, with params that fit their task."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Jobs are changed by services alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Not while the job runs, for its handler would write into the void."""
        return self._may(request, REMOVE, obj)

    def has_cancel_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """With the permission jobkit.cancel_job, until the job ends."""
        return self._may(request, CANCEL, obj)

    def has_retry_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """With the permission jobkit.retry_job, when the job ended without a result."""
        return self._may(request, RETRY, obj)

    def _may(self, request: HttpRequest, act: Act[Job], job: Job | None) -> bool:
        return request.user.has_perm(act.permission) and (job is None or act.is_possible(job))

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

    def get_urls(self) -> list[URLPattern]:
        """The buttons' addresses, before Django's, which would take them for ids."""
        return [self._url_of(act) for act in (CANCEL, RETRY)] + super().get_urls()

    def _url_of(self, act: Act[Job]) -> URLPattern:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            return self.act_view(request, object_id, act=act)

        return path(f"<path:object_id>/{act.name}/", self.admin_site.admin_view(view), name=f"jobkit_job_{act.name}")

    @method_decorator(require_POST)
    def act_view(self, request: HttpRequest, object_id: str, *, act: Act[Job]) -> HttpResponse:
        """Do `act` to one job and show it again."""
        if not (self.has_view_permission(request) and self._may(request, act, None)):
            raise PermissionDenied
        job = self.get_object(request, unquote(object_id))
        if job is None:
            messages.warning(request, _("The job is gone."))
            return self._to("changelist")
        report(request, act, carry_out(act, [job], request.user))
        return self._to("change", job.pk)

    def _to(self, page: str, *args: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:jobkit_job_{page}", args=args, current_app=self.admin_site.name))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Offer what may be done to this job now."""
        job = kwargs.get("obj")
        context["acts"] = [act for act in (CANCEL, RETRY) if job is not None and self._may(request, act, job)]
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Django's confirmation; a job that began to run in the meantime is left alone."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except JobIsRunning as error:
            messages.error(request, error.message)
            return self._to("change", object_id)

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
        }
        lacking = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return [str(job) for job in jobs], counts, lacking, []
