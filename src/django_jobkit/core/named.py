"""Functions that guests register under names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured

from django_jobkit.exceptions import InvalidRequest


class Named(Protocol):
    """What is registered: a name, and the function behind it."""

    name: str
    func: Callable[..., Any]


Found = TypeVar("Found", bound=Named)


class NamedFunctions(Generic[Found]):
    """Functions by name; `word` is what one of them is called, and the name of the decorator that registers it."""

    def __init__(self, word: str, unknown: type[InvalidRequest]) -> None:
        self._word = word
        self._unknown = unknown
        self._by_name: dict[str, Found] = {}

    def add(self, found: Found) -> None:
        """Register `found`; raises ImproperlyConfigured when another function has its name."""
        known = self._by_name.get(found.name)
        if known is not None and _origin(known) != _origin(found):
            raise ImproperlyConfigured(
                f"Two {self._word}s are named {found.name!r}: {_origin(known)} and {_origin(found)}. "
                f"Give one of them another name in @{self._word}(...)."
            )
        self._by_name[found.name] = found

    def get(self, name: str) -> Found:
        """The function registered as `name`; raises the error for unknown ones."""
        found = self._by_name.get(name)
        if found is None:
            message = f"No {self._word} is registered as {name!r}."
            raise self._unknown(message, details={self._word: [message]})
        return found

    def remove(self, name: str) -> None:
        """Forget `name`; for tests that register some of their own."""
        self._by_name.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Found]:
        return iter(sorted(self._by_name.values(), key=lambda found: found.name))


def _origin(found: Named) -> str:
    return f"{found.func.__module__}.{found.func.__qualname__}"
