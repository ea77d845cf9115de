"""What may be stored is what every database stores unchanged."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.core.outcome import JobError
from django_jobkit.core.storable import check_storable, describe_error, encoded_size, storable_text
from django_jobkit.exceptions import InvalidParams, JobkitError, NotStorable

CLEAN_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
ANY_TEXT = st.text(st.characters())
CLEAN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**4095), 2**4095)
    | st.floats(allow_nan=False, allow_infinity=False)
    | CLEAN_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(CLEAN_TEXT, inner),
    max_leaves=20,
)
DIRTY = st.sampled_from(
    [math.nan, math.inf, -math.inf, "\x00", "a\ud800", 1 << 4097, b"", {1}, object(), {1: 2}, {"\x00": 1}]
)


def depth_of(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(depth_of, value.values() if isinstance(value, dict) else value), default=0)


@given(CLEAN)
def test_clean_values_pass_and_survive_json(value: Any) -> None:
    check_storable(value, max_depth=64)

    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == value
    assert encoded_size(value) <= len(text.encode())


@given(CLEAN, DIRTY, st.integers(0, 3))
def test_one_dirty_value_anywhere_is_found(clean: Any, dirty: Any, wraps: int) -> None:
    value = dirty
    for number in range(wraps):
        value = [clean, value] if number % 2 else {"a": clean, "b": value}

    with pytest.raises(NotStorable):
        check_storable(value, max_depth=100)


@given(CLEAN, st.integers(0, 8))
def test_depth_is_judged_exactly(value: Any, limit: int) -> None:
    if depth_of(value) <= limit:
        check_storable(value, max_depth=limit)
    else:
        with pytest.raises(NotStorable):
            check_storable(value, max_depth=limit)


def test_absurd_depth_is_refused_without_recursion() -> None:
    value: Any = 1
    for _ in range(100_000):
        value = [value]

    with pytest.raises(NotStorable):
        check_storable(value, max_depth=64)


@given(ANY_TEXT, st.integers(1, 50))
def test_any_text_can_be_made_storable(text: str, limit: int) -> None:
    stored = storable_text(text, limit)

    check_storable(stored, max_depth=0)
    assert len(stored) <= limit
    assert len(stored) == min(len(text), limit)


@given(ANY_TEXT)
def test_any_error_has_a_description_that_can_be_stored(text: str) -> None:
    error = JobError.of(RuntimeError(text)).as_json()

    check_storable(error, max_depth=1)
    assert all(error.values())


def test_an_error_without_words_is_described_by_its_name() -> None:
    assert describe_error(TimeoutError()) == "TimeoutError"


def test_an_error_whose_words_end_the_process_is_described_all_the_same() -> None:
    class Exit(Exception):
        def __str__(self) -> str:
            raise SystemExit

    assert describe_error(Exit())


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidParams(), "invalid_params"),
        (ValueError(), "handler_error"),
        (SystemExit("bye"), "handler_error"),
        (type("Mine", (Exception,), {"code": "rate.limit-1"})(), "rate.limit-1"),
        (type("Mine", (Exception,), {"code": "two words"})(), "handler_error"),
        (type("Mine", (Exception,), {"code": 404})(), "handler_error"),
        (type("Mine", (Exception,), {"code": "c" * 101})(), "handler_error"),
    ],
)
def test_a_code_is_a_word_that_machines_can_compare(error: BaseException, code: str) -> None:
    assert JobError.of(error).code == code


def test_an_errors_docstring_is_its_message() -> None:
    assert JobkitError().message == "Something about a job went wrong."
    assert JobkitError("Else.").message == str(JobkitError("Else.")) == "Else."
