"""In which time zone the days of a user begin."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import get_default_timezone

from django_jobkit.questions.models import PracticeSettings

MAX_ZONE = 64


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of this IANA name, such as "Europe/Berlin"; None when there is none."""
    if not 0 < len(name) <= MAX_ZONE:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A folder of the database of zones is an error of the system, and what leaves that database one of values.
        return None


def zone_of(owner: Any) -> tzinfo:
    """The zone in the practice settings of `owner`, else that of the project."""
    names = list(PracticeSettings.objects.owned_by(owner).values_list("time_zone", flat=True))
    return (zone_named(names[0]) if names else None) or get_default_timezone()
