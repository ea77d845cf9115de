"""What clients may ask of an export."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError

from django_jobkit.questions.exports.formats import formats
from django_jobkit.questions.exports.selection import NAMES, filterset
from django_jobkit.questions.models import Question

_MOST = 50


def wished_export(body: Any) -> dict[str, Any]:
    """The params of the job: the format, and the filters as texts; raises ValidationError naming the fields."""
    if not isinstance(body, dict):
        raise ValidationError({"non_field_errors": ["Must be an object."]})
    unknown = sorted(set(body) - {"format", *NAMES})
    if unknown:
        raise ValidationError({name: ["There is no such filter."] for name in unknown[:_MOST]})
    name = body.get("format", "csv")
    known = formats.get(name) if isinstance(name, str) else None
    if known is None:
        raise ValidationError({"format": [f"Use one of {', '.join(formats)}."]})
    if not known.is_available():
        raise ValidationError({"format": [f"This needs the package {known.needs}, which is not installed here."]})
    return {"format": name, "filters": _checked_filters(body)}


def _checked_filters(body: dict[str, Any]) -> dict[str, list[str]]:
    filters = {name: _texts(name, body[name]) for name in NAMES if body.get(name) is not None}
    found = filterset(Question.objects.none(), filters)
    if not found.is_valid():
        raise ValidationError(found.errors)
    return filters


def _texts(name: str, given: Any) -> list[str]:
    """What is `given`, as a query would have it."""
    values = given if isinstance(given, list) else [given]
    if len(values) > _MOST:
        raise ValidationError({name: [f"At most {_MOST} values."]})
    if any(not isinstance(value, (str, int)) for value in values):
        raise ValidationError({name: ["Must be text, a number, true or false, or a list of them."]})
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    if name != "search" and not all(text.strip() for text in texts):
        raise ValidationError({name: ["Must not be empty."]})
    if any("\0" in text for text in texts):
        raise ValidationError({name: ["Null characters are not allowed."]})
    return texts
