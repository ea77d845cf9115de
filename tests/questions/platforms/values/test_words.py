"""Words for difficulties, outcomes, flags and minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.platforms.values.minutes import minutes_of
from django_jobkit.questions.platforms.values.tags import tags_of
from django_jobkit.questions.platforms.values.texts import as_markup, shown_text, text_of
from django_jobkit.questions.platforms.values.unreadable import Unreadable
from django_jobkit.questions.platforms.values.words import difficulty_of, flag_of, outcome_of, says_no

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("word", "difficulty"),
    [("EASY", "Easy"), (" m ", "Medium"), ("3", "Hard"), ("7 kyu", "Easy"), ("5kyu", "Medium"), ("1 KYU", "Hard")],
)
def test_a_difficulty_may_be_a_letter_a_number_or_a_rank(word: str, difficulty: str) -> None:
    assert difficulty_of(word) == difficulty


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Accepted", "Solved"),
        ("ac", "Solved"),
        ("yes", "Solved"),
        ("Time_Limit-Exceeded", "Failed"),
        ("WA", "Failed"),
        ("with hints", "Partial"),
        ("no", "Failed"),
        ("To Do", None),
        ("-", None),
        ("", None),
    ],
)
def test_an_outcome_may_be_said_in_many_words(word: str, outcome: str | None) -> None:
    assert outcome_of(word) == outcome


def test_a_mere_no_is_told_from_a_failure() -> None:
    assert says_no("No")
    assert not says_no("Failed")


@pytest.mark.parametrize(("read", "word"), [(difficulty_of, "zz"), (outcome_of, "purple"), (flag_of, "maybe")])
def test_a_word_that_nobody_knows_is_named(read: Callable[[str], Any], word: str) -> None:
    with pytest.raises(Unreadable, match=f"'{word}' is not"):
        read(word)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [(45, 45), ("45", 45), ("45 min", 45), ("1:30", 90), ("00:45:00", 45), ("1h 20m", 80), ("1.5h", 90), ("12,5", 12)],
)
def test_minutes_may_be_written_as_a_time(value: Any, minutes: int) -> None:
    assert minutes_of(value) == minutes


@pytest.mark.parametrize("value", [-1, "-1", "soon", "1:75", float("inf"), float("nan"), True, "9" * 50, None, []])
def test_what_is_no_time_is_refused(value: Any) -> None:
    with pytest.raises(Unreadable, match="minutes"):
        minutes_of(value)


@pytest.mark.parametrize(
    ("value", "separator", "names"),
    [
        ("Array, Hash  Table", "auto", ("Array", "Hash Table")),
        ("Depth-first, really; Trees", "auto", ("Depth-first, really", "Trees")),
        ("a|b|a", "auto", ("a", "b")),
        ('["a, b", "c"]', "auto", ("a, b", "c")),
        ("[broken", "auto", ("[broken",)),
        ("a::b c", " ", ("a::b", "c")),
        ("a;b", ",", ("a;b",)),
        (["x", {"id": 3, "name": "y"}, 5], "auto", ("x", "y", "5")),
        ("", "auto", ()),
    ],
)
def test_tags_are_parted_by_the_mark_that_is_there(value: Any, separator: str, names: tuple[str, ...]) -> None:
    assert tags_of(value, separator) == names


def test_the_text_of_markup_is_one_line() -> None:
    assert shown_text("What is <b>2</b>?<br>Say &lt;it&gt;\n now", 255) == "What is 2? Say <it> now"
    assert shown_text("word " * 100, 20) == "word word word word…"
    assert shown_text(as_markup("a < b & c\nd"), 255) == "a < b & c d"


def test_markup_that_never_ends_costs_no_time() -> None:
    began = time.process_time()
    shown_text("<" + "a" * 1_000_000, 255)
    shown_text("<a " * 300_000, 255)
    assert time.process_time() - began < 0.5


def test_texts_keep_nothing_that_a_database_refuses() -> None:
    assert text_of("a\0b\ud800c") == "a\ufffdb\ufffdc"
    assert text_of(3) == "3"
    with pytest.raises(Unreadable):
        text_of(["a"])


@given(_JSON, st.sampled_from(["auto", ",", ";", "|", " "]))
def test_nothing_is_raised_but_that_a_value_is_unreadable(value: Any, separator: str) -> None:
    reads: list[Callable[[Any], Any]] = [minutes_of, text_of, lambda found: tags_of(found, separator)]
    if isinstance(value, str):
        assert len(shown_text(value, 255)) <= 255
        reads += [difficulty_of, outcome_of, flag_of]
    for read in reads:
        with suppress(Unreadable):
            read(value)


def test_a_message_quotes_no_more_than_the_beginning_of_a_value() -> None:
    with pytest.raises(Unreadable) as refused:
        minutes_of("x" * 1_000_000)
    assert len(str(refused.value)) < 300
