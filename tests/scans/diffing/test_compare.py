"""Changes, and what is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.scans.diffing import compare
from django_jobkit.scans.problems import KeyMissing

Records = list[dict[str, Any]]


def told(new: Records, old: Records, *key: str) -> list[tuple[Any, ...]]:
    return [(c["change"], *c["key"].values(), c["fields"]) for c in compare(new, old, key or ["id"])]


def test_changes_come_in_the_order_of_the_new_records_and_removals_last_in_the_order_of_the_old() -> None:
    old = [{"id": n, "v": n} for n in (5, 1, 2, 3)]
    new = [{"id": 9, "v": 0}, {"id": 3, "v": 4}, {"id": 2, "v": 2}, {"id": 0, "v": 0}]
    assert told(new, old) == [
        ("added", 9, []),
        ("changed", 3, ["v"]),
        ("added", 0, []),
        ("removed", 5, []),
        ("removed", 1, []),
    ]


def test_a_change_tells_both_sides() -> None:
    assert list(compare([{"id": 1, "a": 1, "b": [1]}], [{"id": 1, "b": [2], "a": 1}], ["id"])) == [
        {
            "change": "changed",
            "key": {"id": 1},
            "before": {"id": 1, "b": [2], "a": 1},
            "after": {"id": 1, "a": 1, "b": [1]},
            "fields": ["b"],
        }
    ]


def test_the_summary_counts_everything() -> None:
    old: Records = [{"id": 1}, {"id": 2, "v": 1}, {"id": 3}, {"id": 3, "v": 9}, {"v": 1}]
    new: Records = [{"id": 1}, {"id": 2, "v": 2}, {"id": 4}, {"id": 4}, {"id": None}]
    comparison = compare(new, old, ["id"])
    assert len(list(comparison)) == 3
    assert comparison.summary == {
        "added": 1,
        "removed": 1,
        "changed": 1,
        "unchanged": 1,
        "duplicate_keys": 2,
        "without_key": 2,
    }


def test_of_records_with_the_same_key_the_first_counts() -> None:
    old = [{"id": 1, "v": "first"}, {"id": 1, "v": "second"}, {"id": 2, "v": "first"}, {"id": 2, "v": "second"}]
    new = [{"id": 1, "v": "first"}, {"id": 1, "v": "other"}]
    (removed,) = compare(new, old, ["id"])
    assert removed["before"] == {"id": 2, "v": "first"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True),
        (0, -0.0, True),
        (2**53 + 1, 2.0**53, False),
        (1, "1", False),
        (1, True, False),
        (0, False, False),
        ("é", "e\u0301", False),
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, True),
        ([1, 2], [2, 1], False),
        ([1], [True], False),
        (["a", "b"], ["a,b"], False),
    ],
)
def test_keys_and_values_are_the_same_where_json_says_so(one: Any, other: Any, same: bool) -> None:
    assert (told([{"id": one}], [{"id": other}]) == []) is same
    assert (told([{"id": 1, "v": one}], [{"id": 1, "v": other}]) == []) is same


def test_null_and_missing_are_the_same() -> None:
    assert told([{"id": 1, "a": None}, {"id": 2}], [{"id": 1}, {"id": 2, "b": None}]) == []
    assert told([{"id": 1, "a": 0}], [{"id": 1}]) == [("changed", 1, ["a"])]


def test_a_key_may_have_several_columns() -> None:
    old = [{"a": 1, "b": 1, "v": 1}, {"a": 1, "b": 2, "v": 1}]
    new = [{"a": 1, "b": 2, "v": 2}, {"a": 2, "b": 1, "v": 1}]
    assert told(new, old, "a", "b") == [("changed", 1, 2, ["v"]), ("added", 2, 1, []), ("removed", 1, 1, [])]


@pytest.mark.parametrize("key", [["nosuch"], ["id", "nosuch"], []])
@pytest.mark.parametrize("sides", [([{"id": 1}], []), ([], [{"id": 1}])])
def test_a_key_that_no_record_has_is_an_error_that_says_so(key: list[str], sides: tuple[Records, Records]) -> None:
    with pytest.raises(KeyMissing) as raised:
        list(compare(*sides, key))
    assert raised.value.code == "key_missing"


def test_two_empty_scans_do_not_differ() -> None:
    assert told([], []) == []


def test_changes_are_found_while_the_new_records_are_read() -> None:
    read: list[int] = []

    def endless() -> Iterator[dict[str, Any]]:
        while True:
            read.append(1)
            yield {"id": len(read)}

    changes = iter(compare(endless(), [], ["id"]))
    assert [next(changes)["key"] for _ in range(2)] == [{"id": 1}, {"id": 2}]
    assert len(read) == 2


SIDE = st.lists(st.fixed_dictionaries({"id": st.integers(0, 5)}, optional={"v": st.integers(0, 2)}), max_size=8)


@given(SIDE, SIDE)
def test_the_changes_lead_from_the_old_records_to_the_new_ones(new: Records, old: Records) -> None:
    def firsts(records: Records) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for record in records:
            found.setdefault(record["id"], record)
        return found

    patched = firsts(old)
    for change in compare(new, old, ["id"]):
        key = change["key"]["id"]
        if change["change"] == "removed":
            assert patched.pop(key) == change["before"]
        else:
            assert patched.get(key) == change["before"]
            patched[key] = change["after"]
    assert patched == firsts(new)
