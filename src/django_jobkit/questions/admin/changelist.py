"""The lists of rows that belong to somebody: what they read, and how far they look."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from django_jobkit.admin.changelist import windowed

Row = TypeVar("Row", bound=Model)

#: The parameter that shows the rows of one owner alone, for which there is an index.
OWNER = "owner__exact"
#: References to other rows, which have indexes.
WITH_INDEX = {OWNER, "question__exact", "tags__exact"}


class OwnedChangeList(ChangeList):
    """Leaves alone what it does not show, and looks for what no index serves among the newest rows only."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The rows of the list."""
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        shown = self.model_admin
        rows = rows.defer(*shown.unseen).prefetch_related(*shown.prefetched)  # type: ignore[attr-defined]
        filters = self.get_filters_params()
        return windowed(rows) if filters and not WITH_INDEX & filters.keys() else rows


def search(rows: QuerySet[Row], term: str, *fields: str) -> QuerySet[Row]:
    """The rows of the owner who is called `term`, or else the newest that have `term` in one of `fields`."""
    term = term.strip()
    if not term:
        return rows
    people = get_user_model()
    owner = people._default_manager.filter(**{people.USERNAME_FIELD: term}).values_list("pk", flat=True).first()
    if owner is not None:
        return rows.filter(**{OWNER: owner})
    any_of = Q()
    for field in fields:
        any_of |= Q(**{f"{field}__icontains": term})
    return windowed(rows).filter(any_of)
