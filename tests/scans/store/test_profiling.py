"""The profile says of the records what they are, however they were counted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.scans.store.columns import table_of
from django_jobkit.scans.store.profiling import Profile
from django_jobkit.scans.store.sketch import DistinctSketch


def profile_of(*batches: list[dict[str, Any]]) -> Profile:
    profile = Profile()
    for batch in batches:
        profile.add(table_of(batch))
    return profile


def test_a_column_of_everything() -> None:
    batch = [{"v": 1}, {"v": 2.5}, {"v": None}, {}, {"v": True}, {"v": [1]}, {"v": {"a": 1}}, {"v": 1}]
    assert profile_of(batch).shown() == [
        {
            "name": "v",
            "types": {"integer": 2, "number": 1, "boolean": 1, "text": 0, "object": 1, "array": 1},
            "nulls": 1,
            "missing": 1,
            "distinct": 5,
            "distinct_is_exact": True,
            "min": 1,
            "max": 2.5,
        }
    ]


def test_text_has_a_least_and_a_most_unless_there_are_numbers_too() -> None:
    [column] = profile_of([{"v": "b"}, {"v": "z" * 300}], [{"v": "a"}]).shown()
    assert (column["min"], column["max"]) == ("a", "z" * 200)
    [column] = profile_of([{"v": "b"}, {"v": 1}]).shown()
    assert (column["min"], column["max"]) == (None, None)


values = st.one_of(st.none(), st.integers(-9, 9), st.text(max_size=2), st.booleans(), st.floats(-9, 9))


@given(batches=st.lists(st.lists(st.dictionaries(st.sampled_from("abc"), values), min_size=1, max_size=9), max_size=5))
def test_a_stored_profile_goes_on_as_if_it_had_never_stopped(batches: list[Any]) -> None:
    stopped = Profile()
    for batch in batches:
        stopped.add(table_of(batch))
        stopped = Profile.load(stopped.dump())
    whole = [record for batch in batches for record in batch]
    at_once = profile_of(whole) if whole else Profile()
    assert sorted(stopped.shown(), key=str) == sorted(at_once.shown(), key=str)


@pytest.mark.parametrize("pattern", ["{}", "order-{:08d}", "user{}@example.org", "{:x}"])
@pytest.mark.parametrize("count", [1500, 20_000, 100_000])
def test_different_values_are_estimated_within_a_tenth_or_so(pattern: str, count: int) -> None:
    sketch = DistinctSketch(1024)
    texts = [pattern.format(number).encode() for number in range(count)]
    for first in range(0, count, 700):
        sketch.add(texts[first : first + 1400])
    assert not sketch.is_exact
    assert sketch.estimate() == pytest.approx(count, rel=0.13)


def test_few_different_values_are_counted_exactly() -> None:
    sketch = DistinctSketch(1024)
    for _ in range(3):
        sketch.add(str(number).encode() for number in range(1023))
    assert sketch.is_exact
    assert sketch.estimate() == 1023
    assert DistinctSketch(1024, sketch.hashes()).estimate() == 1023


def test_there_are_never_more_different_values_than_values() -> None:
    for count in range(1100, 1500, 20):
        [column] = profile_of([{"v": n} for n in range(count)] + [{"v": None}]).shown()
        assert column["distinct"] <= count
