"""Kinds of filters that questions, attempts and imports have: several texts, moments as forms write them, truths."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as FormError
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from django_jobkit.questions.rest.fields import FormMomentField, parse_form_moment
from django_jobkit.rest.filters import MAX_TEXT

#: Values that one filter takes at most.
MAX_VALUES = 50
TRUTHS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


class _ManyTextsField(forms.Field):
    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        texts = [text.strip() for text in value or []]
        if len(texts) > MAX_VALUES:
            raise FormError(f"At most {MAX_VALUES} values.")
        if any(len(text) > MAX_TEXT for text in texts):
            raise FormError(f"At most {MAX_TEXT} characters each.")
        return texts


class _FormMomentField(forms.Field):
    def to_python(self, value: Any) -> datetime | None:
        if value is None:
            return None
        # A plus sign that was not quoted arrives as a space.
        moment = parse_form_moment(value[:19] + value[19:].replace(" ", "+"))
        if moment is None:
            raise FormError(FormMomentField.default_error_messages["invalid"])
        return moment


class FormMomentFilter(filters.Filter):  # type: ignore[misc]
    """Compares with a moment in ISO 8601, or the first one of a day; UTC unless it says otherwise."""

    field_class = _FormMomentField


class ManyTextsFilter(filters.Filter):  # type: ignore[misc]
    """Takes any texts, as often as its name stands in the query."""

    field_class = _ManyTextsField


def truth_filter(**kwargs: Any) -> Any:
    """A filter that takes true or false, in the spellings of several languages."""
    return filters.TypedChoiceFilter(choices=[(word, word) for word in TRUTHS], coerce=TRUTHS.get, **kwargs)
