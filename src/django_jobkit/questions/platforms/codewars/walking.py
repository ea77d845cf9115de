"""The way through pages that shift while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.platforms.asking import Service
from django_jobkit.questions.platforms.codewars.answers import MAX_ID, Completed

Ask = Callable[[int], Completed]


class Walk:
    """Goes from page to page, from where an earlier attempt has stopped.

    The last completed comes first. What is completed meanwhile moves the others on, so that some are met again on the
    next page; what is taken away moves them back, so that a page is read again for those that have slipped onto it.
    """

    def __init__(self, service: Service, ask: Ask, cursor: Any) -> None:
        self._service = service
        self._ask = ask
        self.page: int = cursor["page"] if cursor else 0
        self._last: str | None = cursor["last"] if cursor else None
        self._met: set[str] = set()
        self.total: int | None = None
        self.read = 0
        #: Of the present item on its page, counted from 1.
        self.place = 0

    def items(self) -> Iterator[Any]:
        """Every item that was not met on the page before."""
        for _ in range(2 * questions_config.PLATFORM_MAX_PAGES):
            answer = self._ask(self.page)
            if self.total is not None and answer.total_items < self.total and self.page:
                self.total = answer.total_items
                self.page -= 1
                continue
            self.total = answer.total_items
            yield from self._new(answer.data)
            self.page += 1
            if not answer.data or self.page >= answer.total_pages:
                return
            if self.page >= questions_config.PLATFORM_MAX_PAGES:
                break
        raise self._service.unexpected(f"there are more than {questions_config.PLATFORM_MAX_PAGES:,} pages")

    def cursor_behind(self, item: Any) -> dict[str, Any] | None:
        """From where a later attempt goes on, when `item` is done with; None when it has no name to be found by."""
        name = _name_of(item)
        return None if name is None else {"page": self.page, "last": name}

    def _new(self, data: list[Any]) -> Iterator[Any]:
        names = [_name_of(item) for item in data]
        met, self._met = self._met, {name for name in names if name is not None}
        # Where the last one is no longer on its page, all of the page is read again: the importer knows what it has.
        first = names.index(self._last) + 1 if self._last is not None and self._last in names else 0
        self._last = None
        self.read += first
        for self.place, (item, name) in enumerate(zip(data[first:], names[first:], strict=True), first + 1):
            if name not in met:
                self.read += 1
                yield item


def _name_of(item: Any) -> str | None:
    """What the platform calls it, if that is a name that a cursor can hold."""
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) and len(name) <= MAX_ID and name.isprintable() else None
