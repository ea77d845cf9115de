"""A generator function that reads something outside, with the schema of its options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar

import pydantic

from django_jobkit.core.validation import Place, details_of
from django_jobkit.exceptions import InvalidRequest

Context = TypeVar("Context")
Item = TypeVar("Item")


class NoOptions(pydantic.BaseModel):
    """There is nothing to be told."""

    model_config = pydantic.ConfigDict(extra="forbid")


class Reader(Generic[Context, Item]):
    """Called with its options and the context of an attempt, it yields items."""

    #: What is raised for options that do not fit.
    refusal: ClassVar[type[InvalidRequest]] = InvalidRequest

    def __init__(
        self,
        name: str,
        func: Callable[[Any, Context], Iterator[Item]],
        options: type[pydantic.BaseModel],
        *,
        takes_upload: bool,
    ) -> None:
        self.name = name
        self.func = func
        self.options = options
        #: Whether it reads an uploaded file, without which its jobs do not start.
        self.takes_upload = takes_upload
        self.description = inspect.cleandoc(func.__doc__ or "")

    def __call__(self, options: Any, context: Context) -> Iterator[Item]:
        return self.func(options, context)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def _place_of(self, location: Place) -> str:
        # What the caller calls the place of an option.
        return ".".join(["options", *map(str, location)])

    def validated(self, options: Mapping[str, Any]) -> pydantic.BaseModel:
        """The options as their model; raises InvalidOptions with the fields named."""
        try:
            return self.options.model_validate(dict(options))
        except pydantic.ValidationError as error:
            details = details_of(error, lambda item: self._place_of(item["loc"]))
        # Not from the error of pydantic, which quotes what was given, secrets included.
        raise self.refusal(details=details)

    def as_json(self) -> dict[str, Any]:
        """What clients are told of it."""
        return {
            "name": self.name,
            "description": self.description,
            "options_schema": self.schema(),
            "takes_upload": self.takes_upload,
        }

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the options."""
        return self.options.model_json_schema()
