"""The built-in extractors with their options, read off the JSON Schema that clients get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django_jobkit.questions.importing.registry import Platform
from django_jobkit.scans.registry import Extractor, extractors
from docs.generators.pages import table

_PACKAGE = "django_jobkit."
_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}


def built_in() -> Iterator[Extractor]:
    """The extractors of the package, the sample first and the others by name."""
    ours = [found for found in extractors if found.func.__module__.startswith(_PACKAGE)]
    yield from sorted(ours, key=lambda found: (found.name != "sample", found.name))


def all_extractors() -> str:
    """A section for each."""
    return "\n\n".join(part for found in built_in() for part in section(found))


def section(found: Extractor | Platform) -> Iterator[str]:
    """The description and the options of one."""
    schema = found.schema()
    yield f"## {found.name}"
    yield found.description
    if found.takes_upload:
        yield "It reads a file that is uploaded with the request."
    yield _options(schema, schema)
    for name in _mentioned(schema):
        part = schema["$defs"][name]
        if "properties" in part:
            yield f"### {found.name}: {name}"
            yield _spoken(part.get("description", ""))
            yield _options(part, schema)


def _mentioned(schema: dict[str, Any]) -> list[str]:
    """The names of the parts, in the order in which the options speak of them."""
    order: list[str] = []
    queue = [schema]
    while queue:
        for name in _names_in(queue.pop(0).get("properties", {})):
            if name not in order:
                order.append(name)
                queue.append(schema["$defs"][name])
    return order


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        for key, inner in value.items():
            if key not in {"mapping", "default"}:
                yield from _names_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _names_in(inner)


def _options(schema: dict[str, Any], whole: dict[str, Any]) -> str:
    required = set(schema.get("required", []))
    rows = [
        [f"`{name}`", _type(option, whole), _default(name, option, required), _meaning(option)]
        for name, option in schema.get("properties", {}).items()
    ]
    return table(["Option", "Type", "Default", "Meaning"], rows) if rows else "It has no options."


def _default(name: str, option: dict[str, Any], required: set[str]) -> str:
    if name in required:
        return "required"
    return f"`{json.dumps(option['default'], ensure_ascii=False)}`" if "default" in option else ""


def _meaning(option: dict[str, Any]) -> str:
    bounds = [f"{words} {option[name]:,}" for name, words in _BOUNDS.items() if name in option]
    for variant in option.get("anyOf", []):
        bounds += [f"{words} {variant[name]:,}" for name, words in _BOUNDS.items() if name in variant]
    said = [_spoken(option.get("description", ""))]
    if option.get("writeOnly"):
        said.append("Stored encrypted, never shown again.")
    if bounds:
        said.append(f"{', '.join(bounds).capitalize()}.")
    return " ".join(part for part in said if part)


def _spoken(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _type(option: dict[str, Any], whole: dict[str, Any]) -> str:
    if "$ref" in option:
        return _part(option["$ref"], whole)
    if "const" in option:
        return f"`{json.dumps(option['const'])}`"
    if "enum" in option:
        return ", ".join(f"`{json.dumps(value)}`" for value in option["enum"])
    variants = option.get("oneOf") or option.get("anyOf")
    if variants:
        return " or ".join(dict.fromkeys(_type(variant, whole) for variant in variants))
    return _plain(option, whole)


def _part(reference: str, whole: dict[str, Any]) -> str:
    name = reference.rpartition("/")[2]
    part = whole["$defs"][name]
    return name if "properties" in part else _type(part, whole)


def _plain(option: dict[str, Any], whole: dict[str, Any]) -> str:
    kind = str(option.get("type", "any JSON"))
    if kind == "array" and "items" in option:
        return f"array of {_type(option['items'], whole)}"
    if kind == "object" and isinstance(option.get("additionalProperties"), dict):
        return f"object of {_type(option['additionalProperties'], whole)}"
    if option.get("writeOnly"):
        return "secret"
    return f"{kind} ({option['format']})" if "format" in option else kind
