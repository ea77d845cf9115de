"""When a request that failed is sent again, and when the job had better come back later."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django_jobkit.egress.errors import ConnectFailed, ConnectionLost, DnsFailed, EgressError, HttpError, RateLimited

_system_random = random.SystemRandom()
#: What may be sent twice without anything happening twice.
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
#: Failures that pass by themselves. A server that is too slow would be so again, and take its whole time for it.
_PASSING = (ConnectFailed, ConnectionLost, DnsFailed, HttpError)
_SECONDS = re.compile(r"[0-9]+")
#: A year; who asks for more is taken to ask for that.
_LONGEST_ASKED = 366 * 24 * 3600.0
_FIRST = 0.5
_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class Retrying:
    """How often to send again, and the longest wait in seconds in between."""

    retries: int
    limit: float

    def delay(self, method: str, body: Any, error: EgressError, failures: int) -> float:
        """How long to wait after failure number `failures` (1, 2, 3); raises `error` when that was the last.

        Raises RateLimited when the server asks for more patience than we have.
        """
        if not error.retry or not isinstance(error, _PASSING):
            raise error
        asked = error.retry_after
        if asked is not None and asked > self.limit:
            raise RateLimited(after=asked, status=getattr(error, "status", None)) from None
        if failures > self.retries or method.upper() not in _IDEMPOTENT or not _may_be_sent_again(body):
            raise error
        return asked if asked is not None else self._backoff(failures)

    def _backoff(self, failures: int) -> float:
        ceiling = min(self.limit, _FIRST * 2.0 ** min(failures - 1, _DOUBLINGS))
        return ceiling * _system_random.uniform(0.5, 1.0)


def _may_be_sent_again(body: Any) -> bool:
    # Whatever is read while it is sent is gone.
    return body is None or isinstance(body, (bytes, str))


def parse_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or a date, at most a year's.

    None when it makes no sense.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # Without its zone, which could carry a date at the end of all calendars over it.
    offset = moment.utcoffset() or timedelta(0)
    seconds = (moment.replace(tzinfo=UTC) - (now or datetime.now(UTC)) - offset).total_seconds()
    return min(max(0.0, seconds), _LONGEST_ASKED)
