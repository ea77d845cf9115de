"""A first answer, and what was asked, as the detection looks at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django_jobkit.scans.extractors.http_json.selecting import path_of

#: Where answers talk about the page, the outermost first.
_PLACES: tuple[tuple[str, ...], ...] = (
    (),
    *((name,) for name in ("links", "_links", "meta", "metadata", "_metadata", "pagination", "paging", "page")),
    *((name,) for name in ("pageInfo", "page_info", "paginator", "cursor", "cursors", "response_metadata", "info")),
    *(("meta", name) for name in ("pagination", "links", "page", "cursor", "cursors", "paging")),
    *(("pagination", "links"), ("paging", "cursors"), ("paging", "next"), ("meta", "pagination", "links")),
    ("data",),
    ("data", "pagination"),
)


@dataclass(frozen=True)
class Answer:
    """The document, the head it came with, how many records it had, and the parameters that asked for it."""

    document: Any
    count: int
    headers: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None

    def told(self, names: Iterable[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
        """What the answer says under one of `names` about the page, and where; nothing that is null."""
        names = list(names)
        for keys in _PLACES:
            place = self._at(keys)
            for name in names:
                if place is not None and place.get(name) is not None:
                    yield (*keys, name), place[name]

    def number(self, names: Iterable[str]) -> tuple[str, int] | None:
        """The first whole number under one of `names`, after its path."""
        for keys, value in self.told(names):
            if isinstance(value, int) and not isinstance(value, bool):
                return path_of(*keys), value
        return None

    def flag(self, names: Iterable[str]) -> tuple[str, bool] | None:
        """The first yes or no under one of `names`, after its path."""
        for keys, value in self.told(names):
            if isinstance(value, bool):
                return path_of(*keys), value
        return None

    def asked(self, names: Iterable[str]) -> tuple[str, Any] | None:
        """The first of `names` that was a parameter of the request, in its query or its body."""
        for given in (self.params, self.body or {}):
            for name in names:
                if name in given:
                    value = given[name]
                    return name, value[0] if isinstance(value, list) and value else value
        return None

    def in_body(self, name: str) -> bool:
        """Whether a parameter of this name belongs in the body of the request."""
        return self.body is not None and name not in self.params

    def _at(self, keys: tuple[str, ...]) -> Mapping[str, Any] | None:
        place = self.document
        for key in keys:
            place = place.get(key) if isinstance(place, Mapping) else None
        return place if isinstance(place, Mapping) else None
