"""Make what a handler returns storable, or say why it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pydantic
from pydantic_core import to_jsonable_python

from django_jobkit.conf import config
from django_jobkit.core.params import hints_of
from django_jobkit.core.storable import check_storable, encoded_size
from django_jobkit.exceptions import NotStorable

_ALWAYS_STORABLE = (bool, type(None))


class ResultTooLarge(NotStorable):
    """The result is larger than a job may store."""

    code = "result_too_large"


class ResultInvalid(NotStorable):
    """The result is not of the type that the task declares."""

    code = "result_invalid"


class Results:
    """The result type of a task, from its return annotation or from a type given to the decorator."""

    def __init__(self, name: str, func: Callable[..., Any], given: Any = None) -> None:
        declared = given if given is not None else hints_of(func).get("return", Any)
        self.declared = Any if declared is type(None) else declared
        try:
            self._adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(self.declared)
        except pydantic.PydanticUserError as error:
            raise TypeError(f"Task {name!r}: its result type {declared!r} is not one that becomes JSON.") from error

    def to_json(self, value: Any) -> Any:
        """`value` as JSON that every database stores; raises NotStorable with a code that says what is wrong."""
        if self.declared is Any and isinstance(value, _ALWAYS_STORABLE):
            return value
        try:
            plain = self._dump(value)
            check_storable(plain, max_depth=config.MAX_JSON_DEPTH)
            size = encoded_size(plain)
        except NotStorable:
            raise
        except pydantic.ValidationError as error:
            raise ResultInvalid(f"The result is not of the declared type: {error.errors()[0]['msg']}.") from error
        except Exception as error:
            raise NotStorable("The result cannot be written as JSON.") from error
        if size > config.MAX_RESULT_BYTES:
            raise ResultTooLarge(f"The result has {size:,} bytes of JSON; the limit is {config.MAX_RESULT_BYTES:,}.")
        return plain

    def _dump(self, value: Any) -> Any:
        if self.declared is Any:
            return to_jsonable_python(value)
        return self._adapter.dump_python(self._adapter.validate_python(value), mode="json", by_alias=True)

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the result; ``{}`` when the task declares none."""
        try:
            schema = self._adapter.json_schema(mode="serialization")
        except pydantic.PydanticUserError:
            return {}
        schema.pop("title", None)
        return schema
