"""Days in a row, by an obvious way to count them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.statistics.days import Streak, streak_of

TODAY = date(2026, 3, 1)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


def test_who_never_tried_has_no_streak() -> None:
    assert streak_of([], TODAY) == Streak()


def test_a_day_that_is_not_over_breaks_no_streak() -> None:
    assert streak_of(ago(3, 2, 1), TODAY).current == 3


def test_a_day_that_was_left_out_does() -> None:
    assert streak_of(ago(4, 3, 2), TODAY) == Streak(0, 3, TODAY - timedelta(days=2))


def test_the_longest_streak_may_be_an_earlier_one() -> None:
    assert streak_of(ago(9, 8, 7, 6, 1, 0), TODAY) == Streak(2, 4, TODAY)


def test_what_is_planned_is_not_done() -> None:
    assert streak_of(ago(1, 0, -1, -2), TODAY) == Streak(2, 2, TODAY)


@given(st.sets(st.integers(0, 40)))
def test_streaks_are_those_that_one_counts_by_hand(numbers: set[int]) -> None:
    def length_back_from(number: int) -> int:
        return 0 if number not in numbers else 1 + length_back_from(number + 1)

    found = streak_of(ago(*sorted(numbers, reverse=True)), TODAY)
    assert found.longest == max(map(length_back_from, numbers), default=0)
    assert found.current == (length_back_from(0) or length_back_from(1))
