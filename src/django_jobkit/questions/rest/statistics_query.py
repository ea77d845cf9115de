"""From a query to the days and the tag that it asks about."""

from __future__ import annotations

import re
from datetime import date, timedelta, tzinfo

from django.db.models import Q
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import Tag
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.rest.access import number_of, own_tags
from django_jobkit.questions.services.time_zones import zone_named, zone_of
from django_jobkit.questions.statistics.window import Window, today_in

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST, _LATEST = date(1970, 1, 2), date(9998, 12, 31)
#: How many days are looked at when nobody says.
_YEAR = 365


def asked_window(request: Request) -> Window:
    """The days between `from` and `to` in the zone `tz`, by default the last year; raises ValidationError."""
    zone = _zone(request)
    most = questions_config.STATISTICS_DAYS
    last = _day(request, "to") or today_in(zone)
    first = _day(request, "from") or max(last - timedelta(days=min(_YEAR, most) - 1), _EARLIEST)
    if first > last:
        raise ValidationError({"from": ["Must not be after `to`, which is today unless told."]})
    if (last - first).days >= most:
        raise ValidationError({"from": [f"At most {most:,} days, `from` and `to` included."]})
    return Window(first, last, zone)


def asked_tags(request: Request) -> list[Tag] | None:
    """The caller's tags that `tag` means, an id or a name; None without that parameter. Raises ValidationError."""
    text = request.query_params.get("tag")
    if text is None:
        return None
    number, named = number_of(text), Q(key=key_of(text))
    found = list(own_tags(request).filter(named if number is None else named | Q(pk=number)))
    if not found:
        raise ValidationError({"tag": ["You have no tag with this id or name."]})
    return found


def _zone(request: Request) -> tzinfo:
    text = request.query_params.get("tz")
    if text is None:
        return zone_of(request.user)
    zone = zone_named(text)
    if zone is None:
        raise ValidationError({"tz": ["Must be the name of a time zone, such as Europe/Berlin."]})
    return zone


def _day(request: Request, name: str) -> date | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not _EARLIEST <= day <= _LATEST:
        raise ValidationError({name: ["Must be a day in ISO 8601, such as 2030-01-31."]})
    return day
