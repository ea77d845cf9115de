"""The bodies that clients send about scans, as schemas: one variant for each registered extractor."""

from __future__ import annotations

from collections.abc import Iterable

from drf_spectacular.openapi import AutoSchema

from django_jobkit.rest.openapi.answers import record
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.requests import NAME, needs_params, one_of
from django_jobkit.rest.openapi.task_components import unique_names, with_definitions
from django_jobkit.scans.registry import Extractor, extractors
from django_jobkit.scans.rest.serializers import MAX_COLUMN, MAX_KEY, MAX_NAME
from django_jobkit.scans.rest.wishes import FILE_EXTRACTOR

#: Nothing that we do not know may be sent.
_CLOSED = {"additionalProperties": False}
_COLUMN: Schema = {"type": "string", "maxLength": MAX_COLUMN, "minLength": 1, "pattern": NO_NUL}
KEY: Schema = {
    "type": "array",
    "items": _COLUMN,
    "maxItems": MAX_KEY,
    "uniqueItems": True,
    "description": "Columns that tell records apart, for diffs.",
}
_SOURCE: Schema = {"type": "string", "maxLength": MAX_NAME, "pattern": NO_NUL, "description": "Its id or its name."}
_FILE: Schema = {"type": "string", "format": "binary"}
_AS_JSON: Schema = {"type": "string", "description": "JSON."}


class ScanStart(Drawn):
    """A scan of an extractor or of a source; an empty one is of the sample."""

    name = "ScanStart"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """One variant for each extractor that reads no uploaded file."""
        sourced = record({"source": _SOURCE, "name": NAME}, ("name",), **_CLOSED)
        sampled = record({"name": NAME, "key": KEY}, ("name", "key"), **_CLOSED)
        variants = [component(auto_schema, "ScanOfSource", sourced), component(auto_schema, "ScanOfSample", sampled)]
        others = [found for found in extractors if not found.takes_upload]
        if others:
            named = _variants(auto_schema, others, "Scan", {"name": NAME, "key": KEY}, ("name", "key"))
            variants.append(component(auto_schema, "ScanOfExtractor", one_of("extractor", named)))
        return {"oneOf": variants}


class ScanUpload(Drawn):
    """A scan of an uploaded file."""

    name = "ScanUpload"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the options as JSON in a field of text."""
        names = [found.name for found in extractors if found.takes_upload]
        chosen: Schema = {"type": "string", "default": FILE_EXTRACTOR}
        properties = {
            "file": _FILE,
            "extractor": {**chosen, "enum": names} if names else chosen,
            "options": _AS_JSON,
            "source": _SOURCE,
            "name": NAME,
            "key": _AS_JSON,
        }
        return record(properties, ("extractor", "options", "source", "name", "key"), **_CLOSED)


class SourceStart(Drawn):
    """A scan of a source."""

    name = "ScanSourceStart"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """The source says all but the name."""
        return record({"name": NAME}, ("name",), **_CLOSED)


class SourceUpload(Drawn):
    """A scan of a source that reads an uploaded file."""

    name = "ScanSourceUpload"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """The file and a name."""
        return record({"file": _FILE, "name": NAME}, ("name",), **_CLOSED)


class PreviewUpload(Drawn):
    """A file to be looked into."""

    name = "ScanPreviewUpload"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the options of the extractor ``file`` as JSON in a field of text."""
        return record({"file": _FILE, "options": _AS_JSON}, ("options",), **_CLOSED)


class SourceWish(Drawn):
    """A source to be kept."""

    name = "ScanSourceWish"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """One variant for each extractor."""
        variants = _variants(auto_schema, extractors, "Source", {"name": NAME, "key": KEY}, ("key",))
        return one_of("extractor", variants) if variants else {"type": "object", "additionalProperties": {}}


def _variants(
    auto_schema: AutoSchema,
    chosen: Iterable[Extractor],
    kind: str,
    others: dict[str, Schema],
    optional: tuple[str, ...],
) -> dict[str, Schema]:
    names = unique_names(found.name for found in extractors)
    variants = {}
    for found in chosen:
        name = f"Scan{names[found.name]}"
        options = with_definitions(auto_schema, found.schema(), f"{name}Options", stored=True)
        kept: Schema = {"type": "string", "enum": [found.name]}
        extractor = component(auto_schema, f"{name}Extractor", kept)
        may_miss = optional if needs_params(auto_schema, options) else (*optional, "options")
        properties = {"extractor": extractor, "options": options, **others}
        variant = record(properties, may_miss, description=found.description, **_CLOSED)
        variants[found.name] = component(auto_schema, f"{name}{kind}", variant)
    return variants
