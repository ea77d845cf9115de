"""What the lists of questions, attempts and tags can be ordered by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.questions.models import Difficulty
from django_jobkit.rest.filters import choices_of

Orderings = Mapping[str, Any]

_HARDNESS = Case(
    *(When(difficulty=word, then=Value(place)) for place, word in enumerate(Difficulty.values)),
    default=None,
    output_field=IntegerField(),
)
#: What `ordering` may name, and the expressions behind it. What has no value comes last, whatever the direction.
#: Ids sort by the moment of creation, and have an index.
QUESTION_ORDERINGS: Orderings = {
    "created_at": F("id"),
    "updated_at": F("updated_at"),
    "title": F("title"),
    "difficulty": _HARDNESS,
    "attempts_count": F("attempts_count"),
    "solved_count": F("solved_count"),
    "last_attempted_at": F("last_attempted_at"),
}
LOG_ORDERINGS: Orderings = {
    "date_attempted": F("date_attempted"),
    "created_at": F("id"),
    "time_spent_min": F("time_spent_min"),
}
TAG_ORDERINGS: Orderings = {"name": F("name"), "id": F("id")}
_NULLABLE = {"difficulty", "last_attempted_at", "time_spent_min"}


def in_order(request: Request, rows: QuerySet[Any], orderings: Orderings, default: str) -> QuerySet[Any]:
    """`rows` in the order that the query asks for, or in that of `default`; raises ValidationError."""
    asked = request.query_params.get("ordering")
    names = (default if asked is None else asked).split(",")
    if not set(choices_of(orderings)).issuperset(names):
        raise ValidationError({"ordering": [f"Use some of {', '.join(orderings)}; with a minus for descending."]})
    directed = [_directed(name.removeprefix("-"), orderings, falls=name.startswith("-")) for name in names]
    # Ids break the ties, in the direction of what comes first.
    return rows.order_by(*directed, "-pk" if names[0].startswith("-") else "pk")


def _directed(name: str, orderings: Orderings, *, falls: bool) -> Any:
    nulls_last = True if name in _NULLABLE else None
    expression = orderings[name]
    return expression.desc(nulls_last=nulls_last) if falls else expression.asc(nulls_last=nulls_last)
