"""What a host wants robots to leave alone, as RFC 9309 has it."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django_jobkit.egress.errors import EgressError, HttpError, RedirectRefused
from django_jobkit.egress.hosts import plain
from django_jobkit.egress.politeness import politeness
from django_jobkit.egress.robots_file import RobotsFile

if TYPE_CHECKING:
    from django_jobkit.egress.client.session import GuardedSession

#: Bytes of one robots.txt that are read; the RFC wants at least that much.
_MOST_BYTES = 500 * 1024
_MOST_ORIGINS = 200
_KEPT = 24 * 3600.0
#: What could not be fetched is asked for again sooner.
_KEPT_WHILE_DOWN = 300.0
_CLIENT_ERRORS = range(400, 500)


class RobotsRules:
    """Asks each origin once for its robots.txt, through `session`, and remembers.

    No such file means no rules; a server that fails, or cannot be reached, is left alone for now. A wish for slower
    requests is granted up to `longest_delay` seconds between two.
    """

    def __init__(self, session: GuardedSession, *, user_agent: str | None = None, longest_delay: float = 30.0) -> None:
        self._session = session
        self._agent = user_agent or session.limits.user_agent
        self._longest_delay = longest_delay
        self._files: OrderedDict[str, tuple[float, RobotsFile]] = OrderedDict()

    def allows(self, url: str) -> bool:
        """Whether the host of `url` lets us fetch it."""
        parts = urlsplit(url)
        return self._file(url).allows(parts.path or "/", parts.query)

    def failure(self, url: str) -> EgressError | None:
        """Why the host of `url` lets us fetch nothing, where its robots.txt could not be fetched."""
        return self._file(url).failure

    def delay(self, url: str) -> float | None:
        """The seconds between requests that the host of `url` asks for, as far as we go along."""
        asked = self._file(url).delay
        return None if asked is None else min(asked, self._longest_delay)

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of `url` names."""
        return list(self._file(url).sitemaps)

    def _file(self, url: str) -> RobotsFile:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        until, known = self._files.get(origin, (0.0, None))
        if known is None or until < time.monotonic():
            kept, known = self._fetch(origin)
            self._files[origin] = (time.monotonic() + kept, known)
            if known.delay:
                politeness.slow_down(plain(parts.hostname or ""), min(known.delay, self._longest_delay))
        self._files.move_to_end(origin)
        while len(self._files) > _MOST_ORIGINS:
            self._files.popitem(last=False)
        return known

    def _fetch(self, origin: str) -> tuple[float, RobotsFile]:
        try:
            return _KEPT, RobotsFile.parse(self._text(f"{origin}/robots.txt"), self._agent)
        except RedirectRefused:
            return _KEPT, RobotsFile.open()
        except EgressError as error:
            if isinstance(error, HttpError) and error.status in _CLIENT_ERRORS and not error.retry:
                return _KEPT, RobotsFile.open()
            return _KEPT_WHILE_DOWN, RobotsFile.closed(error)

    def _text(self, url: str) -> str:
        read = bytearray()
        with self._session.download(url) as blocks:
            for block in blocks:
                read += block[: _MOST_BYTES - len(read)]
                if len(read) >= _MOST_BYTES:
                    break
        return read.decode("utf-8-sig", errors="replace")
