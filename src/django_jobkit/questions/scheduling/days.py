"""The days of a user: moments in UTC, cut at the midnights of a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day that it is at `moment` in `zone`."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        # Within hours of the first year's beginning or of the last one's end.
        return moment.date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """The moment in UTC in which `day` begins in `zone`."""
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    try:
        return midnight.astimezone(UTC)
    except OverflowError:
        return midnight.replace(tzinfo=UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The first moment in UTC that is past `day` in `zone`."""
    return start_of(day + _DAY, zone) if day < date.max else datetime.max.replace(tzinfo=UTC)


def days_from(first: date, count: int) -> list[date]:
    """As many days in a row; fewer at the end of time."""
    most = (date.max - first).days
    return [first + timedelta(days=number) for number in range(min(count, most))]
