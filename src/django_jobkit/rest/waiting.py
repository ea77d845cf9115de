"""Hold an answer until a job changes, with a bound on how long and on how many at the same time."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, router
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.conf import config
from django_jobkit.models import Job
from django_jobkit.signals import JobChange, job_changed

T = TypeVar("T")
_FIRST_LOOK = 0.05
_SLOWEST_LOOK = 0.5
_SECONDS = re.compile(r"\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_PREFER_WAIT = re.compile(r'(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=[,;]|$)', re.IGNORECASE)


class _Waiters:
    """The events of this process's waiting requests, set when their job changes here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[threading.Event, UUID] = {}

    def join(self, job_id: UUID) -> threading.Event | None:
        """An event for `job_id`; None when as many wait as may."""
        event = threading.Event()
        with self._lock:
            if len(self._events) >= config.MAX_WAITERS:
                return None
            if not self._events:
                # Connected only while somebody waits, so that nobody else pays for it.
                job_changed.connect(self._hear, sender=Job)
            self._events[event] = job_id
        return event

    def leave(self, event: threading.Event) -> None:
        """Forget `event`."""
        with self._lock:
            del self._events[event]
            if not self._events:
                job_changed.disconnect(self._hear, sender=Job)

    def _hear(self, change: JobChange, **_: Any) -> None:
        with self._lock:
            for event, job_id in self._events.items():
                if job_id == change.job_id:
                    event.set()


_waiters = _Waiters()


@contextmanager
def _waiting_for(job_id: UUID) -> Iterator[threading.Event | None]:
    event = _waiters.join(job_id)
    try:
        yield event
    finally:
        if event is not None:
            _waiters.leave(event)


def _let_go_of_connection() -> None:
    # Between looks it belongs to others, if the host's settings say that connections are not kept.
    connection = connections[router.db_for_read(Job)]
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def wanted_wait(request: Request) -> tuple[float, str]:
    """The seconds that the caller wants to wait, and what ``Preference-Applied`` should say if it asked by Prefer.

    Raises ValidationError for a malformed ``?wait=``; a malformed preference is ignored, as RFC 7240 has it.
    """
    asked = request.query_params.get("wait") if request.META.get("QUERY_STRING") else None
    if asked is not None:
        if not _SECONDS.fullmatch(asked):
            raise ValidationError({"wait": ["Must be a number of seconds, 0 or more."]})
        return min(float(asked), config.WAIT_LIMIT), ""
    preference = _PREFER_WAIT.search(request.META.get("HTTP_PREFER", ""))
    if preference is None:
        return 0, ""
    seconds = min(int(preference[1]), int(config.WAIT_LIMIT))
    return seconds, f"wait={seconds}"


def wait_for_change(
    job_id: UUID, seconds: float, look: Callable[[], T], is_news: Callable[[T], bool]
) -> tuple[T, bool]:
    """Look until there `is_news` or `seconds` are over; answers the last look, and whether waiting was possible."""
    with _waiting_for(job_id) as event:
        seen = look()
        if event is None:
            return seen, False
        deadline = time.monotonic() + seconds
        pause = _FIRST_LOOK
        while not is_news(seen) and (left := deadline - time.monotonic()) > 0:
            _let_go_of_connection()
            event.wait(min(pause, left))
            event.clear()
            pause = min(pause * 1.5, _SLOWEST_LOOK)
            seen = look()
    return seen, True
