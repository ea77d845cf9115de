"""What may be stored as JSON on every database, and how to make an error storable whatever it is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from django_jobkit.core.opened import mask_opened
from django_jobkit.exceptions import NotStorable

# PostgreSQL's jsonb takes neither NUL nor lone surrogates; SQLite takes both, so we must be the judge.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAX_INT_BITS = 4096
MAX_MESSAGE = 2000


def check_storable(value: Any, *, max_depth: int) -> None:
    """Refuse whatever some database would refuse or change.

    Raises NotStorable for NaN and infinities, NUL and lone surrogates in strings, keys that are not strings, integers
    over 4,096 bits, other types than JSON's, and nesting deeper than `max_depth`.
    """
    level: list[Any] = [value]
    for _ in range(max_depth):
        level = [child for item in level for child in _children(item)]
    if any(isinstance(item, (Mapping, list, tuple)) for item in level):
        raise NotStorable(f"The value is nested deeper than {max_depth} levels.")
    for item in level:
        _check_scalar(item)


def _children(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotStorable("The keys of an object must be text.")
        return [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        return list(value)
    _check_scalar(value)
    return []


def _check_scalar(value: Any) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _refuse_if(_UNSTORABLE.search(value) is not None, "Text must not contain NUL characters or lone surrogates.")
    elif isinstance(value, float):
        _refuse_if(not math.isfinite(value), "Numbers must be finite; NaN and Infinity are not JSON.")
    elif isinstance(value, int):
        _refuse_if(value.bit_length() > _MAX_INT_BITS, "Integers must have at most 4,096 bits.")
    else:
        raise NotStorable(f"A value of type {type(value).__name__} is not JSON.")


def _refuse_if(refused: bool, reason: str) -> None:
    if refused:
        raise NotStorable(reason)


def encoded_size(value: Any) -> int:
    """The size of `value` in bytes of compact JSON."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def storable_text(text: str, limit: int = MAX_MESSAGE) -> str:
    """`text` with what cannot be stored replaced by U+FFFD, cut to `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return _UNSTORABLE.sub("\ufffd", cut)


def describe_error(error: BaseException) -> str:
    """What `error` says, even if its ``str`` raises or gives nothing, but for the secrets of the present run."""
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001 - the str of a foreign error may raise anything
        return "The error could not be described."
    # Masked before it is cut: half a secret is one too.
    return storable_text(mask_opened(text) or type(error).__name__)
