"""No text begins a formula, and none is mistaken for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.files.formulas import defused, defused_column, restored

TRIGGERS = "=+-@\t\r\0"
NASTY = st.text(st.sampled_from([*TRIGGERS, " ", "'", '"', "\n", "\xa0", "A", "1", "＝", "é"]), max_size=6)  # noqa: RUF001


def is_defused(text: str) -> bool:
    """Whether a spreadsheet takes this for text, whatever it skips at the beginning."""
    return text.startswith("'") or not text.lstrip(" \n\xa0\"'").startswith(tuple(TRIGGERS))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30 1", "-5", "@SUM(A1)", "\tx", "\rx", "\0x", " =1", "\n=1", '"=1', "'=1", "' \"@x", "\xa0=1", "＝1"],  # noqa: RUF001
)
def test_what_could_be_taken_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "x@example.org", "'quoted'", " spaced", "O'Neill", "é", "#N/A"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


@given(NASTY)
def test_no_text_is_left_to_a_spreadsheet(text: str) -> None:
    assert is_defused(defused(text))
    assert not defused(text).startswith(tuple(TRIGGERS))


@given(NASTY)
def test_whoever_reads_it_back_finds_the_text(text: str) -> None:
    assert restored(defused(text)) == text


@given(NASTY, NASTY)
def test_no_two_texts_become_the_same(one: str, other: str) -> None:
    assert (defused(one) == defused(other)) == (one == other)


@given(st.lists(NASTY | st.none()))
def test_a_column_is_defused_like_its_texts(texts: list[str | None]) -> None:
    assert list(defused_column(texts)) == [text if text is None else defused(text) for text in texts]
