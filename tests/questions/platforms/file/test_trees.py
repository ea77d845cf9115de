"""Questions out of JSON, NDJSON and XML."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from django_jobkit.questions.importing.rows import AttemptFields, InvalidRow
from django_jobkit.questions.problems import PlatformError
from tests.questions.platforms.file.reading import errors_of, read, read_one

pytestmark = pytest.mark.requires_extra("files")

_QUESTION = {
    "id": 7,
    "title": "Two Sum",
    "source": "https://example.com/1",
    "content": "<p>Add.</p>",
    "slug": "two-sum",
    "difficulty": "",
    "is_active": False,
    "tags": ["array", "a, b"],
    "attempts_count": 2,
    "last_attempted_at": "2026-03-05T10:00:00Z",
    "logs": [
        {"date_attempted": "2026-03-04T10:00:00Z", "outcome": "Failed", "time_spent_min": None, "self_notes": "hm"},
        {"date_attempted": "2026-03-05T10:00:00Z", "outcome": "", "time_spent_min": 12, "solution_approach": "map"},
    ],
}


def test_our_own_export_comes_back() -> None:
    exported = {"version": 1, "exported_at": "2026-03-06", "questions": [_QUESTION]}
    row = read_one(json.dumps(exported), "export.json")
    assert (row.title, row.source, row.content) == ("Two Sum", "https://example.com/1", "<p>Add.</p>")
    assert (row.difficulty, row.is_active, row.tags, row.external_id) == ("", False, ("array", "a, b"), "")
    assert row.attempts == (
        AttemptFields(date_attempted=datetime(2026, 3, 4, 10, tzinfo=UTC), outcome="Failed", self_notes="hm"),
        AttemptFields(date_attempted=datetime(2026, 3, 5, 10, tzinfo=UTC), time_spent_min=12, solution_approach="map"),
    )


def test_an_export_without_questions_is_no_error() -> None:
    assert read('{"version": 1, "questions": []}', "export.json") == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ('[{"name": "A", "topics": [{"id": 1, "name": "x"}]}]', "a.json"),
        ('{"data": {"list": [{"name": "A", "topics": ["x"]}, {"name": "A", "topics": ["x"]}]}}', "a.json"),
        ('{"name": "A", "topics": ["x"]}\n{"name": "A", "topics": "x"}\n', "a.ndjson"),
        ("<l><q><name>A</name><topics>x</topics></q><q><name>A</name><topics>x</topics></q></l>", "a.xml"),
    ],
)
def test_records_are_found_wherever_they_are(data: str, name: str) -> None:
    assert {(row.title, row.tags) for row in read(data, name)} == {("A", ("x",))}


def test_names_that_come_late_are_known_too() -> None:
    items = [{"title": f"Q{number}"} for number in range(1200)] + [{"title": "last", "difficulty": "h"}]
    assert read(json.dumps(items), "a.json")[-1].difficulty == "Hard"


def test_a_likelier_name_that_comes_late_changes_nothing() -> None:
    items = [{"name": f"Q{number}"} for number in range(1200)] + [{"name": "last", "title": "x"}]
    assert read(json.dumps(items), "a.json")[-1].title == "last"


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({"title": ["A"]}, ["title"]),
        ({"title": None}, ["title"]),
        ({"title": "A", "tags": [["x"]]}, ["tags"]),
        ({"title": "A", "logs": "yesterday"}, ["attempts"]),
        ({"title": "A", "logs": [{"outcome": "Solved"}]}, ["attempts"]),
        ({"title": "A", "logs": [{"date_attempted": "soon"}]}, ["attempts"]),
        ({"title": "A", "attempts": 3}, ["attempts"]),
        ({"title": "A", "difficulty": {"level": 1}, "date": True}, ["date_attempted", "difficulty"]),
    ],
)
def test_values_of_another_kind_are_told_by_field(item: dict[str, Any], fields: list[str]) -> None:
    assert errors_of(json.dumps([item, {"title": "B"}]), "a.json") == {1: fields}


def test_an_attempt_that_cannot_be_read_is_told_by_its_number() -> None:
    (row,) = read(json.dumps([{"title": "A", "logs": [{"date": "2026-01-01"}, {"date": "x"}]}]), "a.json")
    assert isinstance(row, InvalidRow)
    assert row.errors["attempts"][0].startswith("Attempt 2: 'x' is no date")


def test_all_that_is_wrong_with_the_attempts_of_a_row_is_told_at_once() -> None:
    logs = [{"date": "x", "minutes": "many"}, {"date": "2026-01-01"}, {"outcome": "Solved"}]
    (row,) = read(json.dumps([{"title": "A", "logs": logs}]), "a.json")
    assert isinstance(row, InvalidRow)
    told = row.errors["attempts"]
    assert [each[:13] for each in told] == ["Attempt 1: 'x", "Attempt 1: 'm", "Attempt 3: Th"]
    (row,) = read(json.dumps([{"title": "A", "logs": [{"date": "x"}] * 1000}]), "a.json")
    assert isinstance(row, InvalidRow)
    assert len(row.errors["attempts"]) == 20


def test_a_line_that_is_no_json_is_a_bad_row_among_the_others() -> None:
    assert errors_of('{"title": "A"}\n{"title": \n{"title": "B"}\n', "a.ndjson") == {2: ["row"]}


def test_nobody_knows_what_to_do_with_records_that_have_no_title() -> None:
    with pytest.raises(PlatformError) as refused:
        read('[{"frage": 1}]', "a.json")
    assert refused.value.code == "no_title_column"
