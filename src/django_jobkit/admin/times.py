"""Moments and durations the way people say them, with the exact ones behind them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

#: What stands where there is no value.
NOTHING = "—"
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


def relative(moment: datetime | None) -> SafeString | str:
    """ "5 minutes ago" or "in 2 hours", the exact moment in its tooltip."""
    if moment is None:
        return NOTHING
    exact = formats.date_format(timezone.localtime(moment), "Y-m-d H:i:s e")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, _spoken(moment))


def exact_and_relative(moment: datetime | None) -> SafeString | str:
    """The moment to the second, and how long ago that is."""
    if moment is None:
        return NOTHING
    exact = formats.date_format(timezone.localtime(moment), "Y-m-d H:i:s")
    return format_html(
        '<time datetime="{}">{} <span class="jobkit-quiet">{}</span></time>', moment.isoformat(), exact, _spoken(moment)
    )


def _spoken(moment: datetime) -> str:
    now = timezone.now()
    if abs(now - moment) < _MINUTE:
        return _("just now") if moment <= now else _("in a moment")
    if moment > now:
        return _("in %(time)s") % {"time": timeuntil(moment, now, depth=1)}
    return _("%(time)s ago") % {"time": timesince(moment, now, depth=1)}


def duration(length: timedelta | None) -> str:
    """A length of time in the unit that suits it: "340 ms", "2.5 s", "3 minutes"."""
    if length is None:
        return NOTHING
    length = max(length, timedelta(0))
    if length < _SECOND:
        return f"{length / timedelta(milliseconds=1):.0f} ms"
    if length < _MINUTE:
        return f"{length.total_seconds():.1f} s"
    now = timezone.now()
    return timesince(now - length, now, depth=2)
