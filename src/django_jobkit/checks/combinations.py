"""Settings that are fine alone and wrong together."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from django_jobkit.checks.shape import is_sound
from django_jobkit.conf import config

_BEATS_PER_LEASE = 3


def check_combinations(**kwargs: Any) -> list[CheckMessage]:
    """E004 to E006: heartbeats within leases, pages within the largest page, attempts within their limit."""
    found: list[CheckMessage] = []
    if is_sound("LEASE", "HEARTBEAT_INTERVAL") and config.LEASE < _BEATS_PER_LEASE * config.HEARTBEAT_INTERVAL:
        found.append(
            Error(
                f"JOBKIT['LEASE'] ({config.LEASE:g} s) is shorter than {_BEATS_PER_LEASE} heartbeats "
                f"of {config.HEARTBEAT_INTERVAL:g} s.",
                hint="One late heartbeat would give a live job away. Raise LEASE or lower HEARTBEAT_INTERVAL.",
                id="jobkit.E004",
            )
        )
    if is_sound("PAGE_SIZE", "MAX_PAGE_SIZE") and config.PAGE_SIZE > config.MAX_PAGE_SIZE:
        found.append(
            Error(
                f"JOBKIT['PAGE_SIZE'] ({config.PAGE_SIZE}) is above MAX_PAGE_SIZE ({config.MAX_PAGE_SIZE}).",
                hint="Lower PAGE_SIZE or raise MAX_PAGE_SIZE.",
                id="jobkit.E005",
            )
        )
    if is_sound("MAX_ATTEMPTS", "MAX_ATTEMPTS_LIMIT") and config.MAX_ATTEMPTS > config.MAX_ATTEMPTS_LIMIT:
        found.append(
            Error(
                f"JOBKIT['MAX_ATTEMPTS'] ({config.MAX_ATTEMPTS}) is above "
                f"MAX_ATTEMPTS_LIMIT ({config.MAX_ATTEMPTS_LIMIT}).",
                hint="Lower MAX_ATTEMPTS or raise MAX_ATTEMPTS_LIMIT.",
                id="jobkit.E006",
            )
        )
    return found


def check_time_zones(**kwargs: Any) -> list[CheckMessage]:
    """E007: times carry their zone."""
    if settings.USE_TZ:
        return []
    return [
        Error(
            "django-jobkit needs USE_TZ = True.",
            hint="Without it, moments are ambiguous: leases and schedules would be off by the zone's offset.",
            id="jobkit.E007",
        )
    ]
