"""Few attempts say little, and those without an outcome say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.statistics.success import weakest
from django_jobkit.questions.statistics.tally import Tally

COUNTS = st.integers(0, 10_000)


def tried(solved: int, failed: int) -> Tally:
    return Tally(attempts=solved + failed, solved=solved, failed=failed)


def test_what_was_solved_is_measured_by_what_has_an_outcome() -> None:
    tally = Tally(attempts=10, solved=3, partial=1)
    assert (tally.rated, tally.rate) == (4, 0.75)


def test_nothing_follows_of_nothing() -> None:
    assert (Tally(attempts=5).rate, Tally(attempts=5).weakness) == (None, 0.0)


def test_one_failure_of_one_is_no_weakness_beside_nine_of_ten() -> None:
    assert tried(0, 1).weakness < tried(1, 9).weakness < tried(10, 90).weakness


def test_wilsons_bound_is_the_known_one() -> None:
    # 5 of 10, at 95 % on one side, worked out by hand.
    assert tried(5, 5).weakness == pytest.approx(0.2693, abs=0.0005)


@given(COUNTS, COUNTS)
def test_nobody_is_weaker_than_what_was_seen(solved: int, failed: int) -> None:
    tally = tried(solved, failed)
    assert 0 <= tally.weakness <= 1
    if tally.rated:
        assert tally.weakness <= failed / tally.rated + 0.0001


def test_the_weakest_tags_have_enough_attempts_and_were_not_always_solved() -> None:
    tags = {
        (1, "graphs"): tried(1, 9),
        (2, "heaps"): tried(0, 2),
        (3, "strings"): tried(40, 0),
        (4, "tries"): tried(5, 5),
        (5, "sets"): tried(9, 1),
    }
    assert [name for (_, name), _ in weakest(tags, least=3, most=2)] == ["graphs", "tries"]
    assert [name for (_, name), _ in weakest(tags, least=3, most=9)] == ["graphs", "tries", "sets"]
