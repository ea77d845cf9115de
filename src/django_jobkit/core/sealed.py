"""What a sealed secret looks like in stored JSON, and how to find, mask and keep it; it takes no key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django_jobkit.core.redaction import MASK
from django_jobkit.exceptions import InvalidParams

#: The one key of the object that a sealed secret is stored as. Nobody outside may send an object that has it.
SEALED = "$secret"
_RESERVED = f'Objects with the key "{SEALED}" are reserved; send the secret itself, as text.'
# What lies deeper is refused as too deep by whoever stores it.
_DEEPEST = 500
# What JSON nests in; to ask for dict is many times faster than to ask for Mapping, and every job is looked through.
_NESTS = (dict, list, tuple)


def is_sealed(stored: Any) -> bool:
    """Whether this very value of stored JSON is a sealed secret."""
    return isinstance(stored, dict) and len(stored) == 1 and isinstance(stored.get(SEALED), str)


def mask(stored: Any) -> Any:
    """Stored JSON as anybody may see it: ``"***"`` where a secret is."""
    if isinstance(stored, dict):
        if is_sealed(stored):
            return MASK
        return {key: mask(item) if isinstance(item, _NESTS) else item for key, item in stored.items()}
    if isinstance(stored, (list, tuple)):
        return [mask(item) if isinstance(item, _NESTS) else item for item in stored]
    return stored


def tokens_in(stored: Any) -> Iterator[str]:
    """Every sealed secret in stored JSON, as it is stored."""
    if is_sealed(stored):
        yield stored[SEALED]
    elif isinstance(stored, dict):
        for item in stored.values():
            yield from tokens_in(item)
    elif isinstance(stored, (list, tuple)):
        for item in stored:
            yield from tokens_in(item)


def refuse_sealed(given: Any, path: str = "params") -> None:
    """Raise InvalidParams, naming the field, when anything in `given` has the key that is ours alone."""
    places = [(path, given, 0)] if isinstance(given, _NESTS) else []
    while places:
        place, value, depth = places.pop()
        if isinstance(value, dict):
            if SEALED in value:
                raise reserved(place)
            inner: Iterable[tuple[Any, Any]] = value.items()
        else:
            inner = enumerate(value)
        if depth < _DEEPEST:
            places += [(f"{place}.{key}", item, depth + 1) for key, item in inner if isinstance(item, _NESTS)]


def reserved(place: str) -> InvalidParams:
    """The refusal of an object at `place` that only we may write."""
    return InvalidParams(details={place: [_RESERVED]})


def keep_sealed(new: Any, old: Any, path: str = "params") -> Any:
    """`new` from outside, where each mask that stands for a sealed secret of the stored `old` is that secret again.

    A secret stays where it was: by its key in an object; in a list, only in an item that is otherwise as it was, so
    that the password of one server is never sent to another. Raises InvalidParams when `new` has sealed objects of its
    own.
    """
    refuse_sealed(new, path)
    return _kept(new, old)


def _kept(new: Any, old: Any) -> Any:
    if new == MASK and is_sealed(old):
        return old
    if isinstance(new, dict) and isinstance(old, dict):
        return {key: _kept(item, old.get(key)) for key, item in new.items()}
    if isinstance(new, list) and isinstance(old, list):
        left = list(old)
        return [_taken(item, left) for item in new]
    return new


def _taken(new: Any, left: list[Any]) -> Any:
    for place, old in enumerate(left):
        if mask(old) == new:
            return left.pop(place)
    return new
