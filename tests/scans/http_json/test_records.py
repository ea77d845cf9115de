"""What stands where the records are, in all the forms it has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scans.http_json.server import Answer

FORMS: dict[str, tuple[Any, list[dict[str, Any]]]] = {
    "array": ([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 2}]),
    "nothing": ([], []),
    "null": (None, []),
    "nested": ({"response": {"body": {"things": [{"a": 1}]}}}, [{"a": 1}]),
    "beside columns": ({"columns": ["a", "b"], "rows": [[1, 2], [3, 4]]}, [{"a": 1, "b": 2}, {"a": 3, "b": 4}]),
    "beside fields": ({"result": {"fields": [{"name": "a"}], "records": [[1]]}}, [{"a": 1}]),
    "rows alone": ([[1, 2]], [{"column_1": 1, "column_2": 2}]),
    "values": ([1, "two", None, True], [{"value": 1}, {"value": "two"}, {"value": True}]),
    "mixed": ([{"a": 1}, 5, ["x"]], [{"a": 1}, {"value": 5}, {"column_1": "x"}]),
    "beside others": ({"warnings": [{"w": 1}], "tags": ["x"], "stuff": [{"a": 1}]}, [{"a": 1}]),
    "usual name": ({"facets": [{"f": 1}, {"f": 2}], "results": [{"a": 1}]}, [{"a": 1}]),
    "empty results": ({"count": 0, "results": []}, []),
    "one thing": ({"id": 1, "tags": ["x"]}, [{"id": 1, "tags": ["x"]}]),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_records_are_found(serve: Any, read: Any, form: str) -> None:
    document, records = FORMS[form]
    api = serve(lambda asked: document)

    assert read(api.url()).records == records


SELECTED: list[tuple[str, list[dict[str, Any]]]] = [
    ("a.items", [{"n": 1}, {"n": 2}]),
    ("$.a.items", [{"n": 1}, {"n": 2}]),
    ("a.items[*]", [{"n": 1}, {"n": 2}]),
    ("a.items[0]", [{"n": 1}]),
    ("by_id.*", [{"n": 3}]),
    ("groups[*].items[*]", [{"n": 4}, {"n": 5}]),
    ("groups..items[*]", [{"n": 4}, {"n": 5}]),
    ("['odd key']", [{"n": 6}]),
]


@pytest.mark.parametrize(("selector", "records"), SELECTED)
def test_a_selector_finds_them(serve: Any, read: Any, selector: str, records: list[dict[str, Any]]) -> None:
    document = {
        "a": {"items": [{"n": 1}, {"n": 2}]},
        "by_id": {"x": {"n": 3}},
        "groups": [{"items": [{"n": 4}]}, {"items": [{"n": 5}]}],
        "odd key": [{"n": 6}],
    }
    api = serve(lambda asked: document)

    assert read(api.url(), data_selector=selector).records == records


DIRT: dict[str, tuple[bytes, list[dict[str, Any]], list[str]]] = {
    "byte order mark": (b'\xef\xbb\xbf[{"a": 1}]', [{"a": 1}], []),
    "utf-16": ('[{"a": "ü"}]'.encode("utf-16"), [{"a": "ü"}], []),
    "keys twice": (b'[{"a": 1, "a": 2}]', [{"a": 2}], ["duplicate_key"]),
    "no numbers": (b'[{"a": NaN, "b": -Infinity, "c": 1e999}]', [dict.fromkeys("abc")], ["not_a_number"]),
    "long number": (b'[{"a": ' + b"9" * 5000 + b"}]", [{"a": "9" * 5000}], []),
    "wrong number": (b'{"columns": ["a"], "rows": [[1, 2]]}', [{"a": 1, "column_2": 2}], ["wrong_number_of_values"]),
    "empty": (b"", [], []),
}


@pytest.mark.parametrize("kind", DIRT)
def test_dirt_is_taken_as_well_as_can_be_and_told(serve: Any, read: Any, kind: str) -> None:
    body, records, codes = DIRT[kind]
    api = serve(lambda asked: Answer(body))

    found = read(api.url())

    assert found.records == records
    assert [problem.code for problem in found.problems] == codes


def test_a_declared_encoding_is_believed(serve: Any, read: Any) -> None:
    body = '[{"a": "Müller"}]'.encode("latin-1")
    api = serve(lambda asked: Answer(body, headers={"Content-Type": "application/json; charset=iso-8859-1"}))

    assert read(api.url()).records == [{"a": "Müller"}]
