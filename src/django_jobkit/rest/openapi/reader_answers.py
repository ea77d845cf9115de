"""What can be read from, as a schema."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.openapi import AutoSchema

from django_jobkit.rest.openapi.answers import ANY_OBJECT, TEXT, record
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema


class ReaderList(Drawn):
    """Extractors, or platforms."""

    #: The component of one of them.
    one: ClassVar[str]

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Each with the JSON Schema of its options."""
        truth: Schema = {"type": "boolean"}
        item = record({"name": TEXT, "description": TEXT, "options_schema": ANY_OBJECT, "takes_upload": truth})
        return record({"results": {"type": "array", "items": component(auto_schema, self.one, item)}})
