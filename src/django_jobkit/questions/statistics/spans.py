"""Time in spans: by them the database adds up, and of them days are made in any time zone.

The database need know nothing of zones: MariaDB knows none unless somebody told it, and the rules of PostgreSQL may be
older than those of Python.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connections
from django.db.models import Func, IntegerField

_HOUR, _QUARTER = 3600, 900
_FIRST, _LAST = datetime(1970, 1, 5, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


class Span(Func):
    """The number of spans of so many seconds between 1970 and a moment, by the clock that the database keeps."""

    arity = 1
    output_field = IntegerField()

    def __init__(self, moment: str, *, seconds: int) -> None:
        super().__init__(moment, seconds=seconds)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By a function of SQLite itself; those that Django gives it take ten times as long."""
        template = "(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / %(seconds)s)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The moment itself is kept there, whatever the zone of the connection."""
        template = "FLOOR(DATE_PART('epoch', %(expressions)s) / %(seconds)s)::bigint"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_mysql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Without a function that would have to know the zone."""
        template = "FLOOR(TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', %(expressions)s) / %(seconds)s)"
        return self.as_sql(compiler, connection, template=template, **context)


class Calendar:
    """Finds the day of a span."""

    def __init__(self, zone: tzinfo, *, using: str) -> None:
        self._zone = zone
        self._kept_in = _clock_of(using)
        self._seconds = _HOUR if _keeps_whole_hours(zone) and _keeps_whole_hours(self._kept_in) else _QUARTER

    def span_of(self, column: str) -> Span:
        """The longest span in which no day begins, at the moment in `column`."""
        return Span(column, seconds=self._seconds)

    def day_of(self, number: int) -> date:
        """The day of the span of this number."""
        moment = datetime.fromtimestamp(number * self._seconds, UTC)
        if self._kept_in is not UTC:
            moment = moment.replace(tzinfo=self._kept_in)
        try:
            return moment.astimezone(self._zone).date()
        except OverflowError:
            # The last moments of the last year, and the first of the first.
            return moment.date()


def _clock_of(alias: str) -> tzinfo:
    connection = connections[alias]
    kept_in: tzinfo = connection.timezone or UTC
    is_utc = connection.vendor == "postgresql" or (isinstance(kept_in, ZoneInfo) and kept_in.key == "UTC")
    return UTC if is_utc else kept_in


@lru_cache(maxsize=256)
def _keeps_whole_hours(zone: tzinfo) -> bool:
    """Whether days in `zone` begin at a full hour of UTC. Elsewhere it is a quarter, wherever there are people."""
    weeks = range((_LAST - _FIRST).days // 7)
    offsets = (zone.utcoffset((_FIRST + timedelta(weeks=week)).replace(tzinfo=zone)) for week in weeks)
    return not any(offset is None or offset.total_seconds() % _HOUR for offset in offsets)
