"""Whether a type has secrets in it, told from what pydantic made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pydantic
from pydantic import SecretBytes, SecretStr

_KEPT = (SecretStr, SecretBytes)
_OF_PYDANTIC = "pydantic"
_SERIALIZERS = {"function-plain", "function-wrap"}


def takes_secrets(kind: Any) -> bool:
    """Whether the type `kind` has a SecretStr or SecretBytes anywhere. Raises what `has_secrets` raises."""
    adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(kind)
    adapter.rebuild()
    return has_secrets(adapter.core_schema, getattr(kind, "__name__", str(kind)))


def has_secrets(schema: Any, name: str) -> bool:
    """Whether the pydantic core schema of the type `name` has a SecretStr or SecretBytes anywhere.

    Raises TypeError where one could not be kept secret: under a serializer of the host's own, which sees it in the
    open, or as a ``Secret[...]``, which cannot be stored.
    """
    return _Search(name, {inner["ref"]: inner for inner in _definitions(schema)}).finds(schema)


def _definitions(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "definitions":
            yield from schema["definitions"]
        for key, inner in schema.items():
            if key != "metadata":
                yield from _definitions(inner)
    elif isinstance(schema, (list, tuple)):
        for inner in schema:
            yield from _definitions(inner)


class _Search:
    def __init__(self, name: str, definitions: dict[str, dict[str, Any]]) -> None:
        self._name = name
        #: The definitions that have secrets. As they may refer to one another, it is filled until nothing changes.
        self._holding: set[str] = set()
        while (holding := {ref for ref, inner in definitions.items() if self.finds(inner)}) != self._holding:
            self._holding = holding

    def finds(self, schema: Any) -> bool:
        if isinstance(schema, (list, tuple)):
            return self._finds_in(schema)
        if not isinstance(schema, dict):
            return False
        if schema.get("type") == "is-instance":
            return isinstance(schema["cls"], type) and issubclass(schema["cls"], _KEPT)
        if schema.get("type") == "definition-ref":
            return schema["schema_ref"] in self._holding
        self._refuse_generic(schema)
        found = self._finds_in([inner for key, inner in schema.items() if key != "metadata"])
        if found:
            self._refuse_place(schema)
            self._refuse_serializer(schema)
        return found

    def _finds_in(self, schemas: Iterable[Any]) -> bool:
        # Looks at all of them, for each may be one that is refused.
        found = [self.finds(inner) for inner in schemas]
        return any(found)

    def _refuse_place(self, schema: dict[str, Any]) -> None:
        is_key = schema.get("type") == "dict" and self.finds(schema.get("keys_schema"))
        if is_key or schema.get("type") == "generator":
            raise TypeError(f"{self._name}: a secret can be neither the key of a dict nor in a generator.")

    def _refuse_generic(self, schema: dict[str, Any]) -> None:
        function = _serializer_of(schema)
        if function is not None and (function.__module__, function.__name__) == ("pydantic.types", "_serialize_secret"):
            raise TypeError(f"{self._name}: Secret[...] cannot be stored; use SecretStr or SecretBytes.")

    def _refuse_serializer(self, schema: dict[str, Any]) -> None:
        function = _serializer_of(schema)
        if function is not None and str(getattr(function, "__module__", "")).partition(".")[0] != _OF_PYDANTIC:
            raise TypeError(
                f"{self._name}: {getattr(function, '__qualname__', function)} writes a secret as JSON in its own way, "
                "so it could not be kept secret; take that serializer away."
            )


def _serializer_of(schema: dict[str, Any]) -> Any:
    serialization = schema.get("serialization")
    if isinstance(serialization, dict) and serialization.get("type") in _SERIALIZERS:
        return serialization["function"]
    return None
