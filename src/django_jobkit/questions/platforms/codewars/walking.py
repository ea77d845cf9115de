"""The way through pages that shift while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.platforms.asking import Service
from django_jobkit.questions.platforms.codewars.answers import MAX_ID, Completed

Ask = Callable[[int], Completed]
Item = dict[str, Any]


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
        self._met: set[Any] = set()
        self.total: int | None = None
        self.read = 0

    def items(self) -> Iterator[Item]:
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

    def cursor_behind(self, item: Item) -> dict[str, Any]:
        """From where a later attempt goes on, when `item` is done with."""
        name = item.get("id")
        is_name = isinstance(name, str) and len(name) <= MAX_ID and name.isprintable()
        return {"page": self.page, "last": name if is_name else None}

    def _new(self, data: list[Item]) -> Iterator[Item]:
        met, self._met = self._met, {str(item.get("id")) for item in data}
        ids = [item.get("id") for item in data]
        # Where the last one is no longer on its page, all of the page is read again: the importer knows what it has.
        first = ids.index(self._last) + 1 if self._last is not None and self._last in ids else 0
        self._last = None
        self.read += first
        for item in data[first:]:
            if str(item.get("id")) not in met:
                self.read += 1
                yield item
