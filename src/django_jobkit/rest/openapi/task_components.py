"""The params and results of each registered task, as components."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Any

from drf_spectacular.openapi import AutoSchema

from django_jobkit.core.params import SerializerParams
from django_jobkit.core.registry import Task, registry
from django_jobkit.rest.openapi.components import PREFIX, component, register
from django_jobkit.rest.openapi.json_schema import Schema, hide_enums

AnyTask = Task[Any, Any]
# With what is added to them, these would be the names of components of ours.
_TAKEN = frozenset({"Tracked", "Executed", "Listed"})


def component_names() -> dict[str, str]:
    """A name for the components of each task: ``demo.add`` becomes ``DemoAdd``, and no two become the same."""
    return unique_names(task.name for task in registry.public())


def unique_names(dotted: Iterable[str], taken: Set[str] = _TAKEN) -> dict[str, str]:
    """A name in camel case for each of the `dotted` ones, none of them twice or one of those `taken`."""
    names: dict[str, str] = {}
    for full in dotted:
        words = re.split(r"[^0-9A-Za-z]+", full)
        name = base = "".join(word[:1].upper() + word[1:] for word in words)
        number = 1
        while name in names.values() or name in taken:
            number += 1
            name = f"{base}{number}"
        names[full] = name
    return names


def params_component(auto_schema: AutoSchema, task: AnyTask, name: str) -> Schema:
    """A reference to the schema of the params of `task`."""
    if isinstance(task.params, SerializerParams):
        drawn = draw_serializer(auto_schema, task.params.serializer_class)
        return register(auto_schema, f"{name}Params", hide_enums(drawn))
    return with_definitions(auto_schema, task.params.schema(), f"{name}Params", stored=True)


def draw_serializer(auto_schema: AutoSchema, serializer_class: type[Any]) -> Schema:
    """The schema of what a serializer takes in, as drf-spectacular draws it."""
    drawn: Schema = auto_schema._map_serializer(serializer_class, "request")
    return drawn


def result_component(auto_schema: AutoSchema, task: AnyTask, name: str) -> Schema | None:
    """A reference to the schema of the result of `task`; None when it declares none."""
    schema = task.results.schema()
    return with_definitions(auto_schema, schema, f"{name}Result") if schema else None


def with_definitions(auto_schema: AutoSchema, schema: Schema, name: str, *, stored: bool = False) -> Schema:
    """A reference to the component `name`, made of the `schema` of a pydantic model; its definitions become others."""

    def rename(definition: str) -> str:
        return f"{PREFIX}{_definition(definition)}"

    def _definition(definition: str) -> str:
        return f"{name}{re.sub(r'[^0-9A-Za-z]', '', definition)}"

    for definition, inner in schema.get("$defs", {}).items():
        component(auto_schema, _definition(definition), inner, rename, stored=stored)
    return component(auto_schema, name, schema, rename, stored=stored)
