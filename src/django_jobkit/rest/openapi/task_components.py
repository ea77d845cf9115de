"""The params and results of each registered task, as components."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema

from django_jobkit.core.params import SerializerParams
from django_jobkit.core.registry import Task, registry
from django_jobkit.rest.openapi.components import PREFIX, component, register
from django_jobkit.rest.openapi.json_schema import Schema, hide_enums

AnyTask = Task[Any, Any]
# With what is added to them, these would be the names of components of ours.
_TAKEN = {"Tracked", "Executed", "Listed"}


def component_names() -> dict[str, str]:
    """A name for the components of each task: ``demo.add`` becomes ``DemoAdd``, and no two become the same."""
    names: dict[str, str] = {}
    for task in registry.public():
        words = re.split(r"[^0-9A-Za-z]+", task.name)
        name = base = "".join(word[:1].upper() + word[1:] for word in words)
        number = 1
        while name in names.values() or name in _TAKEN:
            number += 1
            name = f"{base}{number}"
        names[task.name] = name
    return names


def params_component(auto_schema: AutoSchema, task: AnyTask, name: str) -> Schema:
    """A reference to the schema of the params of `task`."""
    if isinstance(task.params, SerializerParams):
        drawn = draw_serializer(auto_schema, task.params.serializer_class)
        return register(auto_schema, f"{name}Params", hide_enums(drawn))
    return _with_definitions(auto_schema, task.params.schema(), name, "Params")


def draw_serializer(auto_schema: AutoSchema, serializer_class: type[Any]) -> Schema:
    """The schema of what a serializer takes in, as drf-spectacular draws it."""
    drawn: Schema = auto_schema._map_serializer(serializer_class, "request")
    return drawn


def result_component(auto_schema: AutoSchema, task: AnyTask, name: str) -> Schema | None:
    """A reference to the schema of the result of `task`; None when it declares none."""
    schema = task.results.schema()
    return _with_definitions(auto_schema, schema, name, "Result") if schema else None


def _with_definitions(auto_schema: AutoSchema, schema: Schema, name: str, kind: str) -> Schema:
    stored = kind == "Params"

    def rename(definition: str) -> str:
        return f"{PREFIX}{_definition(definition)}"

    def _definition(definition: str) -> str:
        return f"{name}{kind}{re.sub(r'[^0-9A-Za-z]', '', definition)}"

    for definition, inner in schema.get("$defs", {}).items():
        component(auto_schema, _definition(definition), inner, rename, stored=stored)
    return component(auto_schema, f"{name}{kind}", schema, rename, stored=stored)
