"""From JSON Schema, as pydantic and this package write it, to what the host's version of OpenAPI understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.settings import spectacular_settings

Schema = dict[str, Any]
Rename = Callable[[str], str]

_LISTS = ("anyOf", "oneOf", "allOf")
_COPIED = {
    "type", "format", "enum", "default", "description", "required", "pattern", "readOnly", "writeOnly",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
}  # fmt: skip


#: No database but SQLite stores NUL characters in JSON, so no text that we store may have one.
NO_NUL = r"^[^\x00]*$"


def in_openapi(schema: Mapping[str, Any] | bool, rename: Rename = str, *, stored: bool = False) -> Schema:
    """`schema` in the host's version of OpenAPI; `rename` says which component a definition became.

    With `stored` it says of text what a body must heed for us to store it.
    """
    old = not spectacular_settings.OAS_VERSION.startswith("3.1")
    return _Translator(rename, old=old, stored=stored).schema(schema)


class _Translator:
    """Knows OpenAPI 3.0, which is not quite JSON Schema, and 3.1, which is."""

    def __init__(self, rename: Rename, *, old: bool, stored: bool) -> None:
        self.rename = rename
        self.old = old
        self.stored = stored

    def schema(self, given: Mapping[str, Any] | bool) -> Schema:
        if isinstance(given, bool):
            return {} if given else {"not": {}}
        done = {key: given[key] for key in _COPIED if key in given} | self._parts(given)
        if self.stored and given.get("type") == "string" and not {"pattern", "format", "enum", "const"} & given.keys():
            done["pattern"] = NO_NUL
        if "const" in given:
            done["enum"] = [given["const"]]
        if "discriminator" in given:
            done["discriminator"] = self._discriminator(given["discriminator"])
        if "prefixItems" in given:
            # OpenAPI 3.0 has no words for places.
            done.setdefault("items", {})
        done = self._in_old_words(done) if self.old else done
        return self._with_reference(given["$ref"], done) if "$ref" in given else done

    def _parts(self, given: Mapping[str, Any]) -> Schema:
        parts: Schema = {key: [self.schema(inner) for inner in given[key]] for key in _LISTS if key in given}
        parts |= {key: self.schema(given[key]) for key in ("items", "not") if key in given}
        others = given.get("additionalProperties")
        if others is not None:
            parts["additionalProperties"] = others if isinstance(others, bool) else self.schema(others)
        if "properties" in given:
            parts["properties"] = {name: hide_enum(self.schema(inner)) for name, inner in given["properties"].items()}
        return parts

    def _with_reference(self, reference: str, rest: Schema) -> Schema:
        target = {"$ref": self._reference(reference)}
        return {"allOf": [target], **rest} if rest else target

    def _reference(self, reference: str) -> str:
        return f"#/components/schemas/{self.rename(reference.rpartition('/')[2])}"

    def _discriminator(self, given: Mapping[str, Any]) -> Schema:
        mapping = {value: self._reference(target) for value, target in given.get("mapping", {}).items()}
        return {"propertyName": given["propertyName"], **({"mapping": mapping} if mapping else {})}

    def _in_old_words(self, done: Schema) -> Schema:
        for key in ("Minimum", "Maximum"):
            exclusive = done.get(f"exclusive{key}")
            if exclusive is not None and not isinstance(exclusive, bool):
                done |= {key.lower(): exclusive, f"exclusive{key}": True}
        if isinstance(done.get("type"), list):
            done = self._one_type(done)
        if done.get("type") == "null":
            return {**done, "type": "string", "nullable": True, "enum": [None]}
        for key in ("anyOf", "oneOf"):
            if key in done:
                done = _without_null(done, key)
        return done

    def _one_type(self, done: Schema) -> Schema:
        types = [kind for kind in done["type"] if kind != "null"]
        nullable = {"nullable": True} if len(types) < len(done["type"]) else {}
        if len(types) == 1:
            return {**done, "type": types[0], **nullable}
        rest = {key: value for key, value in done.items() if key != "type"}
        return {**rest, "anyOf": [{"type": kind, **nullable} for kind in types]}


def _without_null(done: Schema, key: str) -> Schema:
    kept = [inner for inner in done[key] if inner.get("enum") != [None]]
    if len(kept) == len(done[key]):
        return done
    rest = {name: value for name, value in done.items() if name != key}
    if len(kept) == 1 and "$ref" not in kept[0]:
        return {**kept[0], **rest, "nullable": True}
    return {**rest, ("allOf" if len(kept) == 1 else key): kept, "nullable": True}


def hide_enum(schema: Schema) -> Schema:
    """`schema` of a property, so wrapped that drf-spectacular leaves its choices where they are.

    It would pull them out into components named after the property, and rename those of the host on the way.
    """
    if schema.get("type") == "array" and "enum" in schema.get("items", {}):
        return {**schema, "items": {"allOf": [schema["items"]]}}
    return {"allOf": [schema]} if "enum" in schema else schema


def hide_enums(schema: Schema) -> Schema:
    """The same for every property of a `schema` that is in the words of OpenAPI already."""
    properties = {name: hide_enum(inner) for name, inner in schema.get("properties", {}).items()}
    return {**schema, "properties": properties} if properties else schema
