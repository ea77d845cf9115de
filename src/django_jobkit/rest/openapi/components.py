"""Named schemas under our own prefix, so that a host's ``Job`` or ``StatusEnum`` keeps its name."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from django_jobkit.rest.openapi.json_schema import Rename, Schema, in_openapi

PREFIX = "Jobkit"


class Drawn(serializers.Serializer[Any]):
    """Stands for a body in ``extend_schema``; it validates nothing, but draws the schema of the component `name`."""

    name: ClassVar[str]

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """The JSON Schema; other components are named by `component`."""
        raise NotImplementedError


class DrawnExtension(OpenApiSerializerExtension):
    """Tells drf-spectacular to ask a Drawn for its schema, each time anew."""

    target_class = "django_jobkit.rest.openapi.components.Drawn"
    match_subclasses = True

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:
        """With our prefix."""
        return f"{PREFIX}{self.target.name}"

    def get_identity(self, auto_schema: AutoSchema, direction: str) -> Any:
        """The class, for every instance of it draws the same."""
        return type(self.target)

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> Schema:
        """In the host's version of OpenAPI."""
        return in_openapi(self.target.draw(auto_schema))


def component(
    auto_schema: AutoSchema, name: str, schema: Schema, rename: Rename = str, *, stored: bool = False
) -> Schema:
    """A reference to the component `name` with our prefix, made of `schema` unless it is there already."""
    return register(auto_schema, name, in_openapi(schema, rename, stored=stored))


def register(auto_schema: AutoSchema, name: str, schema: Schema) -> Schema:
    """The same for a schema that is in the words of OpenAPI already."""
    full_name = f"{PREFIX}{name}"
    resolved = ResolvedComponent(name=full_name, type=ResolvedComponent.SCHEMA, schema=schema, object=full_name)
    auto_schema.registry.register_on_missing(resolved)
    reference: Schema = resolved.ref
    return reference
