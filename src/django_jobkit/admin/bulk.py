"""Actions on selected jobs: at once for what a person ticked, after a look at the exact number for all the rest."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from django_jobkit.admin.acts import Act, carry_out, report
from django_jobkit.models import Job

#: Jobs that one click acts on; a form with more fields than Django's 1,000 would be refused anyway.
LIMIT = 500
_SHOWN = 20
CONFIRMED = "confirmed"


def act_on_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Job], act: Act) -> HttpResponse | None:
    """Do `act` to the jobs of `queryset`, or ask first: when they were not ticked one by one, and when it is final."""
    # select_across is "1" when every match was chosen; only the first LIMIT are ever touched.
    jobs = list(queryset.select_related(None)[: LIMIT + 1])
    is_more, jobs = len(jobs) > LIMIT, jobs[:LIMIT]
    chose_all = request.POST.get("select_across", "0") == "1"
    if (act.is_final or chose_all) and CONFIRMED not in request.POST:
        return _confirmation(model_admin, request, act, jobs, is_more=is_more)
    report(request, act, carry_out(act, jobs, request.user))
    return None


def _confirmation(model_admin: Any, request: HttpRequest, act: Act, jobs: list[Job], *, is_more: bool) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Are you sure?"),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "act": act,
        "jobs": jobs,
        "shown": jobs[:_SHOWN],
        "hidden": max(0, len(jobs) - _SHOWN),
        "possible": sum(act.is_possible(job) for job in jobs),
        "limit": LIMIT if is_more else None,
        "action": request.POST.get("action") or f"{act.name}_selected",
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "confirmed": CONFIRMED,
        "address": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/jobkit/job/confirm.html", context)
