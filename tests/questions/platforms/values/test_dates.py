"""Dates in the ways in which people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.platforms.values.dates import DateStyle
from django_jobkit.questions.platforms.values.unreadable import Unreadable

_PLAIN = DateStyle(UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-04", "2026-03-04T00:00"),
        ("2026-03-04T12:30", "2026-03-04T12:30"),
        ("2026-03-04 12:30:05", "2026-03-04T12:30:05"),
        ("2026-03-04T12:30:00.000Z", "2026-03-04T12:30"),
        ("2026-03-04 12:30:00 UTC", "2026-03-04T12:30"),
        ("2026-03-04 12:30:00 +0200", "2026-03-04T10:30"),
        ("2026/3/4", "2026-03-04T00:00"),
        ("14/03/2026", "2026-03-14T00:00"),
        ("3/14/2026 3:05 PM", "2026-03-14T15:05"),
        ("04.03.2026, 18:30", "2026-03-04T18:30"),
        ("5/5/2026", "2026-05-05T00:00"),
        ("4 Mar 2026", "2026-03-04T00:00"),
        ("March 4th, 2026 at 9:15 am", "2026-03-04T09:15"),
        ("Wed, 4-March-2026", "2026-03-04T00:00"),
        ("1772627400", "2026-03-04T12:30"),
        (1772627400, "2026-03-04T12:30"),
        (1772627400000, "2026-03-04T12:30"),
        ("1772627400000", "2026-03-04T12:30"),
    ],
)
def test_a_date_is_understood_where_it_can_mean_one_thing_only(value: Any, moment: str) -> None:
    assert _PLAIN.read(value) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_a_date_with_two_meanings_needs_to_be_told_which_number_is_the_day() -> None:
    with pytest.raises(Unreadable, match="day_first"):
        _PLAIN.read("3/4/2026")
    assert DateStyle(UTC, day_first=True).read("3/4/2026").month == 4
    assert DateStyle(UTC, day_first=False).read("3/4/2026").month == 3


def test_a_format_is_taken_at_its_word() -> None:
    style = DateStyle(UTC, pattern="%d.%m.%y")
    assert style.read("04.03.26") == datetime(2026, 3, 4, tzinfo=UTC)
    with pytest.raises(Unreadable, match="date_format"):
        style.read("2026-03-04")


def test_a_date_without_a_zone_gets_that_of_the_user() -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    assert DateStyle(lisbon).read("2026-07-01 12:00") == datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert DateStyle(lisbon).read("2026-07-01T12:00+05:00").tzinfo == timezone(timedelta(hours=5))


@pytest.mark.parametrize(
    "value", ["2026-02-30", "32.1.2026", "soon", "12:30", "", "0001-01-01", "2026-03-04T25:00", True]
)
def test_what_is_no_date_is_refused(value: Any) -> None:
    with pytest.raises(Unreadable):
        _PLAIN.read(value)


_PIECES = st.sampled_from([*"0123456789/.-: T,Z+", "2026", "31", "12", "jan", "March", "pm", "UTC", "²", "٣"])


@given(
    st.lists(_PIECES, max_size=12).map("".join) | st.text() | st.integers() | st.floats(),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "%Y-%m-%d", "%d %B %Y %H:%M"]),
)
def test_a_date_is_read_or_unreadable_and_nothing_else(value: Any, day_first: bool | None, pattern: str | None) -> None:
    try:
        found = DateStyle(UTC, day_first, pattern).read(value)
    except Unreadable:
        return
    assert found.tzinfo is not None
    assert 1970 <= found.year <= 2200
    found.astimezone(UTC)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 12, 31)))  # zones are what is added
def test_what_iso_8601_says_comes_back(moment: datetime) -> None:
    assert _PLAIN.read(moment.isoformat()) == moment.replace(tzinfo=UTC)
    assert _PLAIN.read(moment.date().isoformat()).date() == moment.date()
