"""The JSON Schemas of a task, as the list of types shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry

from django_jobkit.core.params import SerializerParams
from django_jobkit.core.registry import Task
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.openapi.task_components import draw_serializer

_REFERENCE = "#/components/schemas/"
_DEEPEST = 8


def params_schema(task: Task[Any, Any]) -> dict[str, Any]:
    """The JSON Schema of the params of `task`; a serializer class is drawn by drf-spectacular."""
    if isinstance(task.params, SerializerParams):
        return _drawn(task.params.serializer_class)
    return task.params.schema()


def result_schema(task: Task[Any, Any]) -> dict[str, Any]:
    """The JSON Schema of the result of `task`."""
    return task.results.schema()


def _drawn(serializer_class: type[Any]) -> dict[str, Any]:
    auto_schema = AutoSchema()
    auto_schema.view = JobkitView(request=None)
    auto_schema.method = "POST"
    auto_schema.registry = ComponentRegistry()
    drawn: dict[str, Any] = _inlined(draw_serializer(auto_schema, serializer_class), auto_schema.registry)
    return drawn


def _inlined(schema: Any, registry: ComponentRegistry, depth: int = 0) -> Any:
    if isinstance(schema, list):
        return [_inlined(inner, registry, depth) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith(_REFERENCE):
        # A serializer that nests itself ends somewhere.
        if depth > _DEEPEST:
            return {}
        return _inlined(registry[reference.removeprefix(_REFERENCE), "schemas"].schema, registry, depth + 1)
    return {key: _inlined(inner, registry, depth) for key, inner in schema.items() if key != "x-spec-enum-id"}
