"""The bodies that clients send about imports, as schemas."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from django_jobkit.questions.models.imports import OnDuplicate
from django_jobkit.rest.openapi.answers import ANYTHING, record
from django_jobkit.rest.openapi.components import Drawn
from django_jobkit.rest.openapi.json_schema import Schema
from django_jobkit.rest.openapi.requests import NAME

_COMMON: dict[str, Schema] = {
    "dry_run": {"type": "boolean", "default": False, "description": "Write nothing but the report."},
    "on_duplicate": {
        "type": "string",
        "enum": OnDuplicate.values,
        "default": OnDuplicate.UPDATE.value,
        "description": "What becomes of a row whose question is there already.",
    },
    "name": NAME,
}
_OPTIONS: Schema = {"type": "object", "additionalProperties": ANYTHING}
_AS_JSON: Schema = {"type": "string", "description": "JSON."}
_FILE: Schema = {"type": "string", "format": "binary"}
_MORE: dict[str, Any] = {
    "additionalProperties": ANYTHING,
    "description": "The options of the platform lie beside these.",
}


class ImportWish(Drawn):
    """An import."""

    name = "QuestionImportWish"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Which options there are, the list of platforms says."""
        return record({**_COMMON, "options": _OPTIONS}, (*_COMMON, "options"), **_MORE)


class ImportUpload(Drawn):
    """An import of an uploaded file."""

    name = "QuestionImportUpload"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the options as fields of their own, or as JSON in one."""
        properties = {"file": _FILE, **_COMMON, "options": _AS_JSON, "mapping": _AS_JSON}
        return record(properties, (*_COMMON, "options", "mapping"), **_MORE)


class PreviewUpload(Drawn):
    """A file to be looked into."""

    name = "QuestionPreviewUpload"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the options of the platform ``file``."""
        return record({"file": _FILE, "options": _AS_JSON, "mapping": _AS_JSON}, ("options", "mapping"), **_MORE)
