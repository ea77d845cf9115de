"""Counts with a bound, in rows of the database: one UPDATE decides, so that no two callers take the last place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import router
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.crypto import salted_hmac

from django_jobkit.contrib.accounts.models import Tally
from django_jobkit.contrib.accounts.problems import TooManyAttempts
from django_jobkit.services.database import retry_transient

_SALT = "django_jobkit.accounts"
#: Rows whose time is over that one new row takes with it.
_PRUNED = 100


def key_of(*parts: str) -> str:
    """What is counted, in a form that can be stored and not be read."""
    return salted_hmac(_SALT, "\0".join(parts), algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `window` seconds."""

    key: str
    most: int
    window: float


def take(limit: Limit) -> None:
    """Count one more; raises TooManyAttempts with the seconds to wait when there is no room for it."""
    if not retry_transient(lambda: _counted(limit)):
        raise TooManyAttempts(retry_after=_seconds_left(limit))


def take_all(limits: list[Limit]) -> None:
    """Count one more under each of `limits`, or under none of them; raises TooManyAttempts."""
    for place, limit in enumerate(limits):
        try:
            take(limit)
        except TooManyAttempts:
            for taken in limits[:place]:
                give_back(taken)
            raise


def give_back(limit: Limit) -> None:
    """Count one less."""
    retry_transient(lambda: _tallies().filter(key=limit.key, count__gt=0).update(count=F("count") - 1))


def clear(key: str) -> bool:
    """Count from nought; whether anything had been counted. The row stays, for it is often wanted again soon."""
    return bool(retry_transient(lambda: _tallies().filter(key=key, count__gt=0).update(count=0)))


def counts_of(limits: list[Limit]) -> list[int]:
    """What is counted under each of `limits` now."""
    rows = _tallies().filter(key__in=[limit.key for limit in limits], ends_at__gt=timezone.now())
    counts = dict(rows.values_list("key", "count"))
    return [counts.get(limit.key, 0) for limit in limits]


def remember(key: str, seconds: float) -> None:
    """Have `is_remembered` say yes for so long."""
    until = timezone.now() + timedelta(seconds=seconds)
    if not retry_transient(lambda: _tallies().filter(key=key).update(ends_at=until)):
        retry_transient(lambda: _insert(key, until))


def is_remembered(key: str) -> bool:
    """Whether it was remembered, and that is not over."""
    return _tallies().filter(key=key, ends_at__gt=timezone.now()).exists()


def _tallies() -> QuerySet[Tally]:
    return Tally.objects.using(router.db_for_write(Tally))


def _counted(limit: Limit) -> bool:
    if _has_room(limit):
        return True
    if not _tallies().filter(key=limit.key).exists():
        _insert(limit.key, timezone.now() + timedelta(seconds=limit.window))
    return _has_room(limit)


def _has_room(limit: Limit) -> bool:
    now = timezone.now()
    is_over = Q(ends_at__lte=now)
    rows = _tallies().filter(is_over | Q(count__lt=limit.most), key=limit.key)
    # In this order: MariaDB goes from left to right, and looks at what it has just set.
    changed = rows.update(
        count=Case(When(is_over, then=Value(1)), default=F("count") + 1),
        ends_at=Case(When(is_over, then=Value(now + timedelta(seconds=limit.window))), default=F("ends_at")),
    )
    return changed > 0


def _insert(key: str, ends_at: datetime) -> None:
    _prune()
    _tallies().bulk_create([Tally(key=key, count=0, ends_at=ends_at)], ignore_conflicts=True)


def _prune() -> None:
    over = _tallies().filter(ends_at__lt=timezone.now())
    keys = list(over.order_by("ends_at").values_list("key", flat=True)[:_PRUNED])
    if keys:
        # Asked once more, for some may count again by now.
        over.filter(key__in=keys).delete()


def _seconds_left(limit: Limit) -> int:
    ends_at = _tallies().filter(key=limit.key).values_list("ends_at", flat=True).first()
    left = (ends_at - timezone.now()).total_seconds() if ends_at else 0
    return max(1, math.ceil(left))
