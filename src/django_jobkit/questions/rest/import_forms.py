"""The fields of a form, beside the file that comes in it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.exceptions import ParseError, ValidationError

from django_jobkit.conf import config
from django_jobkit.rest.json_bodies import parse_json

#: The file itself, and beside it how it is to be read: the platform `file` has an option of this name.
_FILE = "file"
_JSON_BEGINS = ("{", "[")
_NO_JSON = "Only `file` is a file; send this as text, or as a file of JSON."


def fields_of_form(form: QueryDict) -> tuple[dict[str, Any], UploadedFile[Any] | None]:
    """The fields of `form`, and the uploaded file; raises ValidationError naming the fields."""
    fields: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    uploads, texts = _parted(form)
    for name, values in texts.items():
        if len(values) > 1:
            errors[name] = ["Send this once."]
            continue
        try:
            fields[name] = _value(values[0])
        except (ParseError, UnicodeError) as error:
            errors[name] = [f"Must be JSON. {error}"]
    if len(uploads) > 1:
        errors[_FILE] = ["Send one file."]
    if errors:
        raise ValidationError(errors)
    return fields, uploads[0] if uploads else None


def _parted(form: QueryDict) -> tuple[list[UploadedFile[Any]], dict[str, list[Any]]]:
    """The files that are called `file`, and all else by name."""
    uploads: list[UploadedFile[Any]] = []
    others: dict[str, list[Any]] = {}
    for name, values in form.lists():
        for value in values:
            if name == _FILE and isinstance(value, UploadedFile):
                uploads.append(value)
            else:
                others.setdefault(name, []).append(value)
    return uploads, others


def _value(value: Any) -> Any:
    # Browsers send JSON that is to have a type of its own as a file.
    text = _text_of(value) if isinstance(value, UploadedFile) else value
    # Forms know but text; what an option takes beside text its own model makes of it.
    return parse_json(text.encode()) if text.lstrip().startswith(_JSON_BEGINS) else text


def _text_of(part: UploadedFile[Any]) -> str:
    text = part.read(config.MAX_BODY_BYTES + 1).decode() if (part.size or 0) <= config.MAX_BODY_BYTES else ""
    if not text.lstrip().startswith(_JSON_BEGINS):
        raise ParseError(_NO_JSON)
    return text
