"""An admin whose rows change by acts alone, each a button on the page of a row and a choice in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, SuspiciousOperation
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from django_jobkit.admin.acts import Act
from django_jobkit.admin.bulk import CONFIRMED, confirmation
from django_jobkit.admin.carrying_out import carry_out, report
from django_jobkit.admin.paginator import CappedPaginator
from django_jobkit.admin.times import NOTHING
from django_jobkit.exceptions import JobkitError

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin
else:

    class _Admin(admin.ModelAdmin, Generic[Row]):
        """Generic for the type checker alone."""


class ActingAdmin(_Admin[Row]):
    """Offers `acts` to whoever has their permissions, where they are possible; its list stays fast when it is long."""

    acts: tuple[Act[Any], ...] = ()
    list_per_page = 50
    empty_value_display = NOTHING
    # Any other order would sort the whole table.
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    change_form_template = "admin/jobkit/job/change_form.html"
    confirm_template = "admin/jobkit/job/confirm.html"

    class Media:
        css = {"all": ["jobkit/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By code and over the API, where what is asked for is checked, and secrets are sealed."""
        return False

    def may(self, request: HttpRequest, act: Act[Any], row: Row | None = None) -> bool:
        """Whether this person may do `act`, and it is possible with `row`."""
        return request.user.has_perm(act.permission) and (row is None or act.is_possible(row))

    def get_urls(self) -> list[URLPattern]:
        """The buttons' addresses, before Django's, which would take them for ids."""
        return [self._url_of(act) for act in self.acts] + super().get_urls()

    def _url_of(self, act: Act[Any]) -> URLPattern:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            return self.act_view(request, object_id, act=act)

        return path(f"<path:object_id>/{act.name}/", self.admin_site.admin_view(view), name=self._name(act.name))

    @method_decorator(require_POST)
    def act_view(self, request: HttpRequest, object_id: str, *, act: Act[Any]) -> HttpResponse:
        """Do `act` to one row and show it again; what is final asks first."""
        if not (self.has_view_permission(request) and self.may(request, act)):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            messages.warning(request, _("It is gone."))
            return HttpResponseRedirect(self._page("changelist"))
        here = self._page("change", row.pk)
        if act.is_final and CONFIRMED not in request.POST:
            return confirmation(self, request, act, [row], back=here)
        report(request, act, carry_out(act, [row], request.user))
        return HttpResponseRedirect(here)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Offer what may be done to this row now."""
        row = kwargs.get("obj")
        possible = [act for act in self.acts if row is not None and self.may(request, act, row)]
        context["acts"] = [(act, self._page(act.name, row.pk)) for act in possible if row is not None]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's list, for queries that every database takes."""
        if any("\0" in value for _name, values in request.GET.lists() for value in values):
            raise SuspiciousOperation("There is a NUL in the query.")
        return super().get_changelist_instance(request)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Django's page; what others did after the form was checked, and a service does not like, is told."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ObjectDoesNotExist:
            if request.method != "POST":
                raise
            messages.error(request, _("It is gone."))
            return HttpResponseRedirect(self._page("changelist"))
        except JobkitError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Django's confirmation; what began to run in the meantime is left alone."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except JobkitError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self._page("change", object_id))

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _page(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self._name(page)}", args=args, current_app=self.admin_site.name)
