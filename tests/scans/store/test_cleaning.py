"""Whatever an extractor yields becomes JSON that every database takes, or a problem that says why not."""

from __future__ import annotations

import enum
import json
import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.scans.store.codec import load_lines, pack, split_lines, unpack, unpack_lines
from django_jobkit.scans.store.intake import Taken, take


class Colour(enum.Enum):
    """A value that is no JSON."""

    RED = "red"


class Name(str):
    """Text of the host's own kind."""

    __slots__ = ()


def taken(*records: Any) -> Taken:
    return take(list(records), {})


def records_of(given: Taken) -> list[dict[str, Any]]:
    return load_lines(b"".join(given.lines))


CASES = [
    (date(2026, 1, 2), "2026-01-02"),
    (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "2026-01-02T03:04:00+00:00"),
    (time(3, 4), "03:04:00"),
    (timedelta(minutes=1), 60.0),
    (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (Decimal("1.5"), 1.5),
    (Decimal("0.1000000000000000055"), "0.1000000000000000055"),
    (2**63 - 1, 2**63 - 1),
    (2**63, str(2**63)),
    (-(2**63) - 1, str(-(2**63) - 1)),
    (10**5000, hex(10**5000)),
    (Colour.RED, "red"),
    (Name("ann"), "ann"),
    (b"caf\xc3\xa9 \xff", "café \ufffd"),
    ("nul \x00 and half \ud800", "nul \ufffd and half \ufffd"),
    ((1, (2, 3)), [1, [2, 3]]),
    ({"a": {1: {"x"}}}, {"a": {"1": ["x"]}}),
    (True, True),
]


@pytest.mark.parametrize(("value", "kept"), CASES, ids=range(len(CASES)))
def test_values_are_kept_as_plain_json(value: Any, kept: Any) -> None:
    given = taken({"v": value}, {"v": "beside"})
    assert records_of(given) == [{"v": kept}, {"v": "beside"}]
    assert not given.problems
    assert type(records_of(given)[0]["v"]) is type(kept)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (math.nan, "not_finite"),
        ([math.inf], "not_finite"),
        (Decimal("NaN"), "not_finite"),
        (object(), "not_json"),
        (json.loads("[" * 70 + "]" * 70), "too_deep"),
    ],
)
def test_what_is_no_json_becomes_null_and_a_problem(value: Any, code: str) -> None:
    given = taken({"v": 1}, {"v": value})
    assert records_of(given) == [{"v": 1}, {"v": None}]
    [(place, problem)] = given.problems
    assert (place, problem.code, problem.field) == (1, code, "v")


@pytest.mark.parametrize("record", [None, 5, "text", ["a"], [("a", 1)]])
def test_what_is_no_record_is_left_out(record: Any) -> None:
    given = taken({"v": 1}, record, {"v": 2})
    assert records_of(given) == [{"v": 1}, {"v": 2}]
    assert given.dropped == [1]
    assert given.problems[0][1].code == "record_not_an_object"


def test_names_of_columns_are_text(settings: Any) -> None:
    given = taken({1: "a", "nul\x00": "b", "x" * 201: "c"})
    assert records_of(given) == [{"1": "a", "nul\ufffd": "b"}]
    assert [problem.code for _, problem in given.problems] == ["column_name_too_long"]


def test_a_record_that_is_too_large_is_left_out(settings: Any) -> None:
    settings.JOBKIT = {"SCANS": {"MAX_RECORD_BYTES": 1024}}
    given = taken({"v": "x" * 2000}, {"v": "y"})
    assert records_of(given) == [{"v": "y"}]
    assert given.problems[0][1].code == "record_too_large"


def test_there_are_only_so_many_columns(settings: Any) -> None:
    settings.JOBKIT = {"SCANS": {"MAX_COLUMNS": 2}}
    columns: dict[str, None] = {}
    given = take([{"a": 1}, {"b": 1, "c": 2, "d": 3}, {"a": 2, "b": 3}], columns)
    assert records_of(given) == [{"a": 1}, {"b": 1}, {"a": 2, "b": 3}]
    assert list(columns) == ["a", "b"]
    assert [(place, problem.code) for place, problem in given.problems] == [(1, "too_many_columns")]


plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\0")),
)
anything = st.recursive(
    plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner), max_leaves=5
)


@given(
    records=st.lists(st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9), plain))
)
def test_json_comes_back_as_it_was(records: list[dict[str, Any]]) -> None:
    given_back = taken(*records)
    assert not given_back.problems
    assert records_of(given_back) == records
    packed = pack(records)
    assert unpack(packed.data) == records
    assert packed.count == len(split_lines(unpack_lines(packed.data))) == len(records)
    assert packed.size == len(unpack_lines(packed.data))


@given(
    records=st.lists(
        st.one_of(
            st.dictionaries(st.text(max_size=3), st.one_of(anything, st.floats(), st.integers(), st.text())), anything
        ),
        max_size=8,
    )
)
def test_nothing_breaks_it(records: list[Any]) -> None:
    given = taken(*records)
    kept = records_of(given)
    assert len(kept) == len(given.lines) == given.table.count == len(records) - len(given.dropped)
    text = json.dumps(kept, allow_nan=False, ensure_ascii=False)
    text.encode()
    assert "\\u0000" not in json.dumps(kept).replace("\\\\", "")
    assert set(given.table.columns) == {name for record in kept for name in record}
