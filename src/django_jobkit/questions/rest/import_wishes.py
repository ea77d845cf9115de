"""What clients ask of imports; the options of a platform lie flat beside what every import has."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.registry import COMMON_FIELDS
from django_jobkit.questions.importing.starting import ImportRequest
from django_jobkit.questions.models.imports import OnDuplicate
from django_jobkit.questions.rest.import_forms import fields_of_form
from django_jobkit.rest.access import owner_of, scope_of_caller
from django_jobkit.rest.fields import ObjectField, VisibleTextField
from django_jobkit.rest.idempotency import idempotency_key
from django_jobkit.rest.uploads import UploadParser

MAX_NAME = 200


class ImportUploadParser(UploadParser):
    """A form with a file of at most ``JOBKIT["QUESTIONS"]["MAX_UPLOAD_BYTES"]``."""

    @property
    def max_file_bytes(self) -> int:
        """As the settings say now."""
        return questions_config.MAX_UPLOAD_BYTES


class CommonSerializer(serializers.Serializer[Any]):
    """What every import has."""

    dry_run = serializers.BooleanField(default=False)
    on_duplicate = serializers.ChoiceField(choices=OnDuplicate.choices, required=False)
    name = VisibleTextField(max_length=MAX_NAME, required=False, allow_null=True)
    options = ObjectField(required=False)


def wished_import(request: Request, platform: str) -> ImportRequest:
    """The import from `platform` that is asked for; raises ValidationError naming the fields."""
    wish = wish_of(request)
    upload = wish.pop("upload", None)
    return ImportRequest(platform=platform, upload=upload, **wish, **asked_by(request))


def asked_by(request: Request) -> dict[str, Any]:
    """Who asks, as ImportRequest has it."""
    return {
        "owner": owner_of(request),
        "scope": scope_of_caller(request),
        "idempotency_key": idempotency_key(request),
    }


def wish_of(request: Request) -> dict[str, Any]:
    """What is asked for, as ImportRequest has it; raises ValidationError naming the fields."""
    body, upload = _fields(request.data)
    common = CommonSerializer(data={name: body.pop(name) for name in COMMON_FIELDS & body.keys()})
    common.is_valid(raise_exception=True)
    wish = dict(common.validated_data)
    wish["options"] = {**wish.get("options", {}), **body}
    return wish if upload is None else {**wish, "upload": upload}


def _fields(data: Any) -> tuple[dict[str, Any], UploadedFile[Any] | None]:
    """The fields of a request and its file, whether they came as JSON or as a form."""
    if isinstance(data, QueryDict):
        return fields_of_form(data)
    if not isinstance(data, dict):
        raise ValidationError({"non_field_errors": ["Send an object."]})
    return dict(data), None
