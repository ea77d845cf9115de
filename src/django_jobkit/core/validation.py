"""What pydantic finds wrong, as the details of an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pydantic
from pydantic_core import ErrorDetails

Place: TypeAlias = tuple[int | str, ...]


def details_of(error: pydantic.ValidationError, place_of: Callable[[ErrorDetails], str]) -> dict[str, list[str]]:
    """The messages by the places that they are about, each once; `place_of` says what the caller calls a place."""
    details: dict[str, list[str]] = {}
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        messages = details.setdefault(place_of(item), [])
        if item["msg"] not in messages:
            messages.append(item["msg"])
    return details
