"""The pages that are known, and which of them are still to be read: the cursor of ``html``."""

from __future__ import annotations

import base64
import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from django_jobkit.conf import config
from django_jobkit.scans.extractors.html.following import mark_of

_MARK = 8
#: Characters beside its address that a page takes.
_BESIDE_URL = 24
#: Part of the largest checkpoint that the cursor may take, in its longest spelling.
_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Visit:
    """A page to be read: how many links away from the start, whether as the next page of a list, or as named itself."""

    url: str
    depth: int = 0
    is_next: bool = False
    is_start: bool = False


class Frontier:
    """First come, first served; every page once; never larger than a checkpoint may be."""

    def __init__(self) -> None:
        self.todo: deque[Visit] = deque()
        self.pages = 0
        self.failed = 0
        #: Whether pages were left out because too many are known.
        self.is_full = False
        #: Addresses on hosts that the named ones have led to.
        self.hosts: list[str] = []
        #: Characters that `dump` takes at most.
        self.size = 0
        self._seen: set[bytes] = set()

    def add(self, visit: Visit) -> bool:
        """Put `visit` at the end of the queue; False when it is known, or when there is no room for it."""
        mark = mark_of(visit.url)
        if mark in self._seen:
            return False
        cost = _cost(visit.url)
        if self.size + cost > config.MAX_STATE_BYTES * _SHARE:
            self.is_full = True
            return False
        self._remember(mark)
        self.size += cost
        self.todo.append(visit)
        return True

    def take(self) -> Visit:
        """The next one to read."""
        visit = self.todo.popleft()
        self.size -= _cost(visit.url)
        return visit

    def is_new(self, url: str) -> bool:
        """Whether `url`, under which a page was found too, was not known; it is from now on."""
        mark = mark_of(url)
        if mark in self._seen:
            return False
        self._remember(mark)
        return True

    def dump(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "todo": [[visit.url, visit.depth, visit.is_next, visit.is_start] for visit in self.todo],
            "seen": base64.b64encode(b"".join(sorted(self._seen))).decode("ascii"),
            "pages": self.pages,
            "failed": self.failed,
            "full": self.is_full,
            "hosts": self.hosts,
        }

    @classmethod
    def load(cls, state: dict[str, Any]) -> Frontier:
        """What `dump` gave."""
        found = cls()
        seen = base64.b64decode(state["seen"])
        for start in range(0, len(seen), _MARK):
            found._remember(seen[start : start + _MARK])
        for url, *rest in state["todo"]:
            found.todo.append(Visit(url, *rest))
            found.size += _cost(url)
        found.hosts = state["hosts"]
        found.pages, found.failed, found.is_full = state["pages"], state["failed"], state["full"]
        return found

    def _remember(self, mark: bytes) -> None:
        if mark not in self._seen:
            self._seen.add(mark)
            self.size += _MARK * 4 // 3 + 1


def _cost(url: str) -> int:
    return len(json.dumps(url)) + _BESIDE_URL
