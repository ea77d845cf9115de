"""What lists can be narrowed down by; every field is named here, and nothing else is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError as FormError
from django.db.models import Model, Q, QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.core.status import status_choices
from django_jobkit.models import Job, JobStatus
from django_jobkit.rest.access import is_id
from django_jobkit.rest.fields import parse_moment
from django_jobkit.rest.pagination import Order

Row = TypeVar("Row", bound=Model)

#: What `ordering` may name, and the columns behind it. Ids sort by the moment of creation, and have an index.
JOB_ORDERINGS = {
    "created_at": "id",
    "updated_at": "updated_at",
    "started_at": "started_at",
    "finished_at": "finished_at",
    "priority": "priority",
    "name": "name",
}
STATUS_ORDERINGS = {"timestamp": "id"}
HISTORY_ORDERINGS = {"timestamp": "seq"}
_SEARCH_WORDS = 5
#: Longer texts are found nowhere, and SQLite refuses to look for very long ones.
MAX_TEXT = 200
_INVALID = "Must be a moment in ISO 8601, such as 2030-01-31T12:00:00Z."


class _MomentFormField(forms.Field):
    def to_python(self, value: Any) -> datetime | None:
        if value is None:
            return None
        # A plus sign that was not quoted arrives as a space.
        moment = parse_moment(value[:19] + value[19:].replace(" ", "+"))
        if moment is None:
            raise FormError(_INVALID)
        return moment

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data is not None


class MomentFilter(filters.Filter):  # type: ignore[misc]
    """Compares with a moment in ISO 8601; UTC unless it says otherwise."""

    field_class = _MomentFormField


class JobFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of jobs."""

    status = filters.MultipleChoiceFilter(choices=status_choices)
    task = filters.CharFilter(max_length=MAX_TEXT)
    name = filters.CharFilter(lookup_expr="icontains", max_length=MAX_TEXT)
    queue = filters.CharFilter(max_length=MAX_TEXT)
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lte")
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = Job
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Jobs whose name or task contains every word, or whose id it is."""
        return containing(rows, value, "name", "task", by_id=True)


class JobStatusFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of job statuses."""

    job = filters.UUIDFilter(field_name="job_id")
    status_type = filters.MultipleChoiceFilter(choices=status_choices)
    search = filters.CharFilter(field_name="message", lookup_expr="icontains", max_length=MAX_TEXT)

    class Meta:
        model = JobStatus
        fields: list[str] = []


def words_of(value: str) -> list[str]:
    """The words of a search, as many as are looked for."""
    return value.split()[:_SEARCH_WORDS]


def containing(rows: QuerySet[Row], value: str, *columns: str, by_id: bool = False) -> QuerySet[Row]:
    """Those of `rows` that have every word of `value` in one of `columns`, or `by_id` as their id."""
    for word in words_of(value):
        found = Q(pk=word) if by_id and is_id(word) else Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows


def narrowed(request: Request, rows: QuerySet[Any], filterset_class: type[filters.FilterSet]) -> QuerySet[Any]:
    """The part of `rows` that the query asks for; raises ValidationError with every parameter that is wrong."""
    if not request.META.get("QUERY_STRING"):
        return rows
    query = request.query_params
    empty = [name for name in _TYPED if name in query and not all(query.getlist(name))]
    if empty:
        raise ValidationError({name: ["Must not be empty."] for name in empty})
    filterset = filterset_class(query, queryset=rows, request=request)
    if not filterset.is_valid():
        raise ValidationError(filterset.errors)
    narrow: QuerySet[Any] = filterset.qs
    return narrow


_TYPED = ("status", "created_after", "created_before", "job", "status_type")


def choices_of(orderings: Mapping[str, str]) -> list[str]:
    """All that `ordering` may name, with a minus for descending."""
    return [sign + name for name in orderings for sign in ("", "-")]


def ordered(
    request: Request, rows: QuerySet[Any], orderings: Mapping[str, str], default: str
) -> tuple[QuerySet[Any], Order]:
    """`rows` in the order that the query asks for, or in that of `default`; raises ValidationError.

    The first of `orderings` is over a unique column, which breaks the ties of the others.
    """
    asked = request.query_params.get("ordering") if request.META.get("QUERY_STRING") else None
    names = (asked or default).split(",")
    if not set(choices_of(orderings)).issuperset(names):
        raise ValidationError({"ordering": [f"Use some of {', '.join(orderings)}; with a minus for descending."]})
    columns = [("-" if name.startswith("-") else "") + orderings[name.removeprefix("-")] for name in names]
    unique = next(iter(orderings.values()))
    if columns[0].removeprefix("-") == unique:
        return rows.order_by(columns[0]), Order(columns[0])
    return rows.order_by(*columns, f"-{unique}"), Order(None)
