"""What clients may send about scans; whatever else they send is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ParseError

from django_jobkit.rest.fields import ObjectField, TextField, VisibleTextField
from django_jobkit.rest.json_bodies import parse_json

MAX_NAME = 200
MAX_EXTRACTOR = 100
MAX_KEY = 20
MAX_COLUMN = 200
_JSON_FIELDS = ("options", "key")


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        """The validated fields; raises ValidationError with every field that is wrong."""
        unknown = sorted(map(str, set(data) - set(self.fields))) if isinstance(data, Mapping) else []
        errors: dict[str, Any] = {name: ["Unexpected field."] for name in unknown}
        try:
            validated = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**_by_field(error), **errors}) from error
        if errors:
            raise serializers.ValidationError(errors)
        return validated


def _by_field(error: serializers.ValidationError) -> dict[str, Any]:
    return error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}


class KeyField(serializers.ListField):
    """The columns that tell records apart."""

    child = TextField(max_length=MAX_COLUMN)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_KEY, required=False, **kwargs)


class StartSerializer(StrictSerializer):
    """A scan of an extractor, or of a source; the extractor itself judges `options`."""

    extractor = TextField(max_length=MAX_EXTRACTOR, required=False)
    source = TextField(max_length=MAX_NAME, required=False)  # type: ignore[assignment]  # DRF takes it off the class
    options = ObjectField(required=False)
    name = VisibleTextField(max_length=MAX_NAME, required=False, allow_null=True)
    key = KeyField()
    file = serializers.FileField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the source says already."""
        said = [name for name in ("extractor", "options", "key") if name in attrs] if "source" in attrs else []
        if said:
            raise serializers.ValidationError({name: ["The source says this already; leave it out."] for name in said})
        return attrs


class SourceStartSerializer(StrictSerializer):
    """A scan of the source in the URL."""

    name = VisibleTextField(max_length=MAX_NAME, required=False, allow_null=True)
    file = serializers.FileField(required=False)


class PreviewSerializer(StrictSerializer):
    """A file to be looked into."""

    file = serializers.FileField()
    options = ObjectField(required=False)


class SourceSerializer(StrictSerializer):
    """A source; the extractor itself judges `options`."""

    name = VisibleTextField(max_length=MAX_NAME)
    extractor = TextField(max_length=MAX_EXTRACTOR)
    options = ObjectField(required=False)
    key = KeyField()


def body_of(data: Any) -> Any:
    """The fields of a request, whether they came as JSON or as a form; raises ValidationError."""
    if not isinstance(data, QueryDict):
        return data
    fields: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, values in data.lists():
        if len(values) > 1:
            errors[name] = ["Send this once."]
            continue
        try:
            fields[name] = parse_json(values[0].encode()) if _is_json(name, values[0]) else values[0]
        except (ParseError, UnicodeEncodeError) as error:
            errors[name] = [f"Must be JSON. {error}"]
    if errors:
        raise serializers.ValidationError(errors)
    return fields


def _is_json(name: str, value: Any) -> bool:
    return name in _JSON_FIELDS and isinstance(value, str)
