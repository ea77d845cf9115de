"""The days of a user, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.scheduling.days import day_of, days_from, end_of, start_of

_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Africa/Cairo", "Pacific/Kiritimati", "Australia/Lord_Howe"])


@given(moment=st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), name=_ZONES)
def test_each_moment_lies_between_the_beginning_and_the_end_of_its_day(moment: datetime, name: str) -> None:
    zone, moment = ZoneInfo(name), moment.replace(tzinfo=UTC)
    day = day_of(moment, zone)
    assert start_of(day, zone) <= moment < end_of(day, zone) == start_of(day + timedelta(days=1), zone)


def test_a_midnight_that_does_not_exist_begins_its_day_all_the_same() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    assert start_of(date(2024, 4, 26), cairo) == datetime(2024, 4, 25, 22, tzinfo=UTC)
    assert day_of(start_of(date(2024, 4, 26), cairo), cairo) == date(2024, 4, 26)


@pytest.mark.parametrize("name", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_time_has_an_end_and_a_beginning(name: str) -> None:
    zone = ZoneInfo(name)
    for moment in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        assert start_of(day_of(moment, zone), zone).tzinfo is UTC
    assert end_of(date.max, zone).year == 9999
    assert days_from(date.max - timedelta(days=2), 5) == [date.max - timedelta(days=2), date.max - timedelta(days=1)]
