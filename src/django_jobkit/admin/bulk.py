"""Actions on selected rows: at once for what a person ticked, after a look at the exact number for all the rest."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from django_jobkit.admin.acts import Act, Row
from django_jobkit.admin.carrying_out import carry_out, report

#: Rows that one click acts on; a form with more fields than Django's 1,000 would be refused anyway.
LIMIT = 500
_SHOWN = 20
CONFIRMED = "confirmed"


def act_on_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Row], act: Act[Row]
) -> HttpResponse | None:
    """Do `act` to the rows of `queryset`, or ask first: when they were not ticked one by one, and when it is final.

    The words of the question are in the template that `model_admin` names as its ``confirm_template``.
    """
    # select_across is "1" when every match was chosen; only the first LIMIT are ever touched.
    rows = list(queryset[: LIMIT + 1])
    is_more, rows = len(rows) > LIMIT, rows[:LIMIT]
    chose_all = request.POST.get("select_across", "0") == "1"
    if (act.is_final or chose_all) and CONFIRMED not in request.POST:
        return confirmation(model_admin, request, act, rows, is_more=is_more)
    report(request, act, carry_out(act, rows, request.user))
    return None


def confirmation(
    model_admin: Any, request: HttpRequest, act: Act[Row], rows: list[Row], *, is_more: bool = False, back: str = ""
) -> HttpResponse:
    """The question whether to do `act` to `rows`; whoever says no is led to `back`, by default to where they are."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Are you sure?"),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "act": act,
        "rows": rows,
        "shown": rows[:_SHOWN],
        "hidden": max(0, len(rows) - _SHOWN),
        "possible": sum(act.is_possible(row) for row in rows),
        "limit": LIMIT if is_more else None,
        "action": request.POST.get("action") or f"{act.name}_selected",
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "confirmed": CONFIRMED,
        "address": request.get_full_path(),
        "back": back or request.get_full_path(),
    }
    return TemplateResponse(request, model_admin.confirm_template, context)
