"""JSON wherever its records lie, and JSON that is broken."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.testing.plugin import jobkit_settings
from tests.scans.file.context import look, read, scan

ROWS = [{"a": 1, "b": {"c": [1, 2, {"d": None}]}}, {"a": 2.5, "b": "x"}, {"a": True, "b": []}]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (ROWS, ""),
        ({"rows": ROWS}, "rows"),
        ({"count": 3, "data": {"page": 1, "items": ROWS}, "tail": [1, 2, 3, 4]}, "data.items"),
        ({"tags": [{"x": 1}], "rows": ROWS}, "rows"),
    ],
)
def test_the_longest_array_of_objects_is_found(value: Any, path: str) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=2)):
        assert read(text, "data.json") == ROWS
        assert look(text, "data.json")["options"]["path"] == path


def test_a_single_object_is_one_record() -> None:
    assert read('{"a": 1, "b": {"c": 2}, "d": [1, 2]}') == [{"a": 1, "b": {"c": 2}, "d": [1, 2]}]


def test_items_that_are_no_objects_stand_under_value() -> None:
    assert read('[1, "x", null, [1, {}]]', "x.json") == [
        {"value": 1},
        {"value": "x"},
        {"value": None},
        {"value": [1, {}]},
    ]
    assert read("[]", "x.json") == []
    assert read("5", "x.json") == [{"value": 5}]


def test_a_path_may_be_told() -> None:
    text = '{"a": {"b": [{"x": 1}]}, "c": [{"y": 1}, {"y": 2}], "d": {"z": 1}}'
    assert read(text, path="a.b") == [{"x": 1}]
    assert read(text, path="d") == [{"z": 1}]
    assert read(text, path="c") == [{"y": 1}, {"y": 2}]
    assert len(read(text, path="")) == 1
    assert scan(text, path="a.nothing").code == "path_not_found"
    assert read('[{"in": [{"x": 1}]}, {"in": [{"x": 2}]}]', path="in") == [{"x": 1}, {"x": 2}]


@pytest.mark.requires_extra("scans")
@pytest.mark.parametrize("tail", ["", ',{"a":', ',{"a":1', "x", '{"b":1}', ',{"a": nope}]'])
def test_what_came_before_the_damage_is_kept(tail: str) -> None:
    rows = ",".join(json.dumps({"a": number}) for number in range(5000))
    found = scan(f"[{rows}{tail}", "x.json")
    assert found.code == "json_damaged"
    assert "line 1" in str(found.error)
    assert found.records == [{"a": number} for number in range(5000)]


@pytest.mark.requires_extra("scans")
def test_what_comes_behind_the_end_is_damage_too() -> None:
    found = scan('[{"a": 1}] [{"a": 2}]', "x.json")
    assert (found.code, found.records) == ("json_damaged", [{"a": 1}])


def test_deep_nesting_ends_the_scan() -> None:
    assert scan("[" * 100_000, "x.json").code == "nested_too_deep"
    assert scan('[{"a": 1}, {"a": ' + "[" * 100_000, "x.json").code == "nested_too_deep"
    assert scan('{"a":' * 100_000, "x.json").code == "nested_too_deep"


@pytest.mark.requires_extra("scans")
def test_a_huge_text_and_a_huge_record_end_the_scan() -> None:
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 200_000}):
        found = scan('[{"a": 1}, {"a": "' + "x" * 1_000_000, "x.json")
        assert (found.code, found.records) == ("record_too_large", [{"a": 1}])
        found = scan('[{"a": 1}, {"a": [' + "1," * 500_000, "x.json")
        assert (found.code, found.records) == ("record_too_large", [{"a": 1}])


def test_large_files_of_small_records_are_no_large_records() -> None:
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 100_000}):
        rows = [{"a": number, "b": "x" * 50} for number in range(10_000)]
        assert read(json.dumps({"skipped": list(range(100_000)), "rows": rows, "more": list(range(100_000))})) == rows


def test_a_number_of_ten_thousand_digits_is_damage_and_no_crash() -> None:
    assert scan("[" + "9" * 10_000 + "]", "x.json").code == "json_damaged"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.requires_extra("scans")
def test_what_is_no_number_is_named_with_what_stands_around_it(number: str) -> None:
    found = scan(f'[{{"a": 1}}, {{"minutes": {number}, "b": 2}}]', "x.json")
    assert (found.code, found.records) == ("json_damaged", [{"a": 1}])
    assert f'"minutes": {number[:3]}' in str(found.error)
    assert str(found.error).endswith("NaN and Infinity are no JSON, write null.")


def test_a_number_that_python_would_take_for_infinity_spoils_its_own_line_alone() -> None:
    found = scan('{"a": 1}\n{"a": 1e999}\n{"a": -1e999}\n{"a": 1e308}\n', "x.ndjson")
    assert found.records == [{"a": 1}, {"a": 1e308}]
    assert [(problem.code, problem.line) for problem in found.problems] == [("line_not_json", 2), ("line_not_json", 3)]


def test_a_small_file_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ijson", None)
    assert read(json.dumps({"data": ROWS})) == ROWS
    assert scan('[{"a": NaN}]', "x.json").code == "json_damaged"
    assert scan('[{"a": 1e999}]', "x.json").code == "json_damaged"
    assert scan("[" * 100_000, "x.json").code == "nested_too_deep"
    monkeypatch.setattr("django_jobkit.files.trees.json_events._WHOLE", 1000)
    with pytest.raises(ExtraMissing):
        read(json.dumps(ROWS * 100), "x.json")


def test_ndjson_is_read_line_by_line_and_bad_lines_are_told() -> None:
    text = '{"a": 1}\n\n  {"a": {"b": 2}}\r\nnope\n[1]\n{"a": NaN}\n{"a": 3}'
    found = scan(text, "x.ndjson")
    assert found.records == [{"a": 1}, {"a": {"b": 2}}, {"value": [1]}, {"a": 3}]
    assert [(problem.code, problem.line) for problem in found.problems] == [("line_not_json", 4), ("line_not_json", 6)]
    assert look('{"a": 1}\n{"a": 2}\n')["format"] == "ndjson"
    assert look('{\n"a": 1}\n')["format"] == "json"


def test_ndjson_is_bounded_as_well() -> None:
    found = scan(
        '{"a": 1}\n' + '{"a":' * 100_000 + "\n" + '{"a": ' + "[" * 100 + "]" * 100 + '}\n{"a": 2}\n', "x.ndjson"
    )
    assert found.records == [{"a": 1}, {"a": 2}]
    assert found.codes == ["nested_too_deep", "nested_too_deep"]
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 100_000}):
        found = scan('{"a": 1}\n' * 50_000 + '{"a": "' + "x" * 500_000, "x.ndjson")
        assert (found.code, len(found.records)) == ("line_too_long", 50_000)
