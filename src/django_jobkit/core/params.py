"""Turn a task's signature, a pydantic model or a DRF serializer class into one thing that validates params."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol, get_type_hints

import pydantic
from pydantic.dataclasses import dataclass as pydantic_dataclass
from pydantic_core import ErrorDetails

from django_jobkit.core.context import JobContext
from django_jobkit.core.sealed import refuse_sealed
from django_jobkit.core.secret_types import has_secrets
from django_jobkit.core.secrets import seal, unseal
from django_jobkit.core.validation import Place, details_of
from django_jobkit.exceptions import InvalidParams

_STRICT = pydantic.ConfigDict(extra="forbid", arbitrary_types_allowed=False)


class Params(Protocol):
    """What a task knows of its params."""

    @property
    def has_secrets(self) -> bool:
        """Whether some of them are secrets, which are stored sealed."""

    def to_json(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Validate `given` and return it as JSON to be stored, defaults filled in; raises InvalidParams."""

    def to_arguments(self, stored: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Turn stored JSON back into the positional and keyword arguments of the handler."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the params."""


def _refusal(error: pydantic.ValidationError, given: Mapping[str, Any]) -> InvalidParams:
    def place_of(item: ErrorDetails) -> str:
        return ".".join(["params", *_path_in(given, item["loc"], is_missing=item["type"] == "missing")])

    return InvalidParams(details=details_of(error, place_of))


def _path_in(value: Any, location: Place, *, is_missing: bool) -> list[str]:
    # pydantic also names the members of a union that it tried; the caller never wrote those.
    path = []
    for part in location[:-1] if is_missing else location:
        try:
            value = value[part]
        except (LookupError, TypeError):
            continue
        path.append(str(part))
    return [*path, str(location[-1])] if is_missing else path


class ModelParams:
    """Params described by a pydantic model or dataclass; `spread` hands its fields over one by one."""

    def __init__(self, model: type[Any], *, spread: bool) -> None:
        self.model = model
        self.spread = spread
        self._adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(model)
        self._names = [field.name for field in dataclasses.fields(model)] if spread else []
        # What is wrong with it is said here, unless a name in it is still to be defined.
        if self._adapter.rebuild(raise_errors=False) is not False:
            _ = self.has_secrets

    @cached_property
    def has_secrets(self) -> bool:
        """Whether a SecretStr or SecretBytes is anywhere in it."""
        self._adapter.rebuild()
        return has_secrets(self._adapter.core_schema, getattr(self.model, "__name__", str(self.model)))

    def to_json(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Validate `given` and return it as JSON, defaults filled in and secrets sealed.

        Raises InvalidParams, or ExtraMissing where a secret cannot be sealed.
        """
        value = self._validated(given)
        try:
            dumped: dict[str, Any] = self._adapter.dump_python(value, mode="json", by_alias=True)
            if self.has_secrets:
                sealed: dict[str, Any] = seal(self._adapter.dump_python(value, by_alias=True), dumped)
                return sealed
        except (ValueError, RecursionError) as error:
            raise InvalidParams(details={"params": ["The params cannot be written as JSON."]}) from error
        refuse_sealed(dumped)
        return dumped

    def to_arguments(self, stored: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Turn stored JSON back into the arguments of the handler.

        Raises InvalidParams when they fit no longer, SecretUnreadable when no key opens their secrets, or ExtraMissing.
        """
        value = self._validated(unseal(stored) if self.has_secrets else stored)
        if self.spread:
            return (), {name: getattr(value, name) for name in self._names}
        return (value,), {}

    def _validated(self, given: Mapping[str, Any]) -> Any:
        try:
            return self._adapter.validate_python(dict(given))
        except pydantic.ValidationError as error:
            refusal = _refusal(error, given)
        # Not from the error of pydantic, which quotes what was given, secrets included.
        raise refusal

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the params."""
        schema = self._adapter.json_schema()
        schema.pop("title", None)
        return schema


class SerializerParams:
    """Params described by a DRF serializer class; the handler gets its ``validated_data``. It knows no secrets."""

    has_secrets = False

    def __init__(self, serializer_class: type[Any]) -> None:
        self.serializer_class = serializer_class

    def _validated(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        serializer = self.serializer_class(data=dict(given))
        unknown = sorted(set(given) - set(serializer.fields))
        details = {f"params.{name}": ["Unexpected field."] for name in unknown}
        if not serializer.is_valid():
            details |= _flat("params", serializer.errors)
        if details:
            raise InvalidParams(details=details)
        validated: Mapping[str, Any] = serializer.validated_data
        return validated

    def to_json(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Validate `given` and return it as it came, for it is JSON already; raises InvalidParams."""
        self._validated(given)
        refuse_sealed(given)
        return dict(given)

    def to_arguments(self, stored: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Turn stored JSON back into the handler's one argument; raises InvalidParams when it fits no longer."""
        return (dict(self._validated(stored)),), {}

    def schema(self) -> dict[str, Any]:
        """An object of any shape; the REST room draws the serializer itself."""
        return {"type": "object"}


def _flat(path: str, errors: Any) -> dict[str, list[str]]:
    """The errors of a serializer by their dotted paths."""
    if isinstance(errors, Mapping):
        inner = [_flat(f"{path}.{name}", item) for name, item in errors.items() if item]
    elif any(isinstance(error, (Mapping, list)) for error in errors):
        inner = [_flat(f"{path}.{place}", item) for place, item in enumerate(errors) if item]
    else:
        return {path: [str(error) for error in errors]}
    return {name: texts for part in inner for name, texts in part.items()}


def takes_context(func: Callable[..., Any]) -> bool:
    """Whether the first parameter of `func` is the job's context, by its annotation or by the name ``ctx``."""
    first = next(iter(inspect.signature(func).parameters.values()), None)
    return first is not None and (hints_of(func).get(first.name) is JobContext or first.name == "ctx")


def hints_of(func: Callable[..., Any]) -> dict[str, Any]:
    """The resolved annotations of `func`, where JobContext need not be imported at run time."""
    return get_type_hints(func, localns={"JobContext": JobContext}, include_extras=True)


def params_of(name: str, func: Callable[..., Any], given: type[Any] | None) -> Params:
    """The params of a task: from `given` when there is one, else from the signature of `func`.

    Raises TypeError when the signature cannot be a schema.
    """
    if given is not None:
        if hasattr(given, "is_valid") and hasattr(given, "to_representation"):
            return SerializerParams(given)
        return ModelParams(given, spread=False)
    return ModelParams(_model_of(name, func), spread=True)


def _model_of(name: str, func: Callable[..., Any]) -> type[Any]:
    parameters = list(inspect.signature(func).parameters.values())[takes_context(func) :]
    hints = hints_of(func)
    fields: list[Any] = []
    for parameter in parameters:
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise TypeError(f"Task {name!r}: parameter {parameter.name!r} has no name that params could use.")
        hint = hints.get(parameter.name, Any)
        if parameter.default is parameter.empty:
            fields.append((parameter.name, hint))
        else:
            default = pydantic.Field(default=parameter.default)
            fields.append((parameter.name, hint, default))
    title = "".join(part.capitalize() for part in name.replace("_", ".").split(".")) + "Params"
    plain = dataclasses.make_dataclass(title, fields, kw_only=True)
    plain.__module__ = func.__module__
    model: type[Any] = pydantic_dataclass(plain, config=_STRICT, kw_only=True)
    return model
