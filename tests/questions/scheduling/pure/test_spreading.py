"""Placing what is due before an interview; no database is asked."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.scheduling.spreading import Calendar

_INTERVIEW = date(2030, 3, 1)
_COUNTS = st.lists(st.integers(0, 5), min_size=1, max_size=20)


def _calendar(counts: list[int]) -> Calendar:
    return Calendar(_INTERVIEW - timedelta(days=len(counts)), _INTERVIEW, counts)


@given(counts=_COUNTS, number=st.integers(0, 100))
def test_no_day_gets_more_than_one_above_another_unless_it_had_it_before(counts: list[int], number: int) -> None:
    calendar = _calendar(counts)
    long_ago = calendar.first - timedelta(days=9)
    days = [calendar.take(long_ago) for _ in range(number)]
    assert all(calendar.first <= day < _INTERVIEW for day in days)
    assert all(had == has or has <= min(calendar.counts) + 1 for had, has in zip(counts, calendar.counts, strict=True))


@given(counts=_COUNTS, reviewed=st.integers(-5, 25))
def test_no_day_is_before_the_one_after_the_last_review(counts: list[int], reviewed: int) -> None:
    calendar = _calendar(counts)
    last_review = calendar.first + timedelta(days=reviewed)
    day = calendar.take(last_review)
    assert day > last_review if last_review < _INTERVIEW - timedelta(days=1) else day == _INTERVIEW


def test_of_days_that_are_alike_the_latest_is_taken() -> None:
    calendar = _calendar([0, 0, 0])
    taken = [calendar.take(date(2020, 1, 1)) for _ in range(4)]
    assert [(_INTERVIEW - day).days for day in taken] == [1, 2, 3, 1]


def test_what_is_due_outside_the_days_is_no_load_of_theirs() -> None:
    calendar = _calendar([0, 0])
    for day in (calendar.first - timedelta(days=1), calendar.first, _INTERVIEW):
        calendar.add(day)
    assert calendar.counts == [1, 0]


def test_only_the_last_days_are_used_and_none_that_is_over() -> None:
    far = Calendar.before(_INTERVIEW, date(2029, 1, 1), 30)
    near = Calendar.before(_INTERVIEW, date(2030, 2, 27), 30)
    assert (far.first, len(far.days)) == (date(2030, 1, 30), 30)
    assert near.days == [date(2030, 2, 27), date(2030, 2, 28)]
