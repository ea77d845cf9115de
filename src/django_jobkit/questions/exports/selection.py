"""Which questions are exported: those that the list shows with the same filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from django_jobkit.questions.models import Question
from django_jobkit.questions.models.owned import OwnedQuerySet
from django_jobkit.questions.rest.filters import QuestionFilterSet

#: The values of each filter, as texts, the way a query has them.
Filters = Mapping[str, Sequence[str]]
NAMES: tuple[str, ...] = tuple(QuestionFilterSet.base_filters)


def selected(owner: Any, filters: Filters) -> OwnedQuerySet[Question]:
    """The questions of `owner` that `filters` let through."""
    rows: OwnedQuerySet[Question] = filterset(Question.objects.owned_by(owner), filters).qs
    return rows


def filterset(rows: OwnedQuerySet[Question], filters: Filters) -> QuestionFilterSet:
    """The filters of the list of questions, with these values; `errors` says which are wrong."""
    query = QueryDict(mutable=True)
    for name, values in filters.items():
        query.setlist(name, list(values))
    return QuestionFilterSet(query, queryset=rows)
