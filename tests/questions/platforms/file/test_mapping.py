"""Columns are known by their names, or by what the user says."""

from __future__ import annotations

from typing import Any

import pytest

from django_jobkit.questions.platforms.file import read_file
from django_jobkit.questions.platforms.file.columns import FIELDS, propose_mapping
from django_jobkit.questions.problems import InvalidOptions, PlatformError
from tests.questions.platforms.file.reading import read, read_one


def test_columns_are_known_by_the_names_that_people_give_them() -> None:
    names = ["Problem Name", "Topics", "LEVEL", "Leetcode Link", "Solved on", "Status", "Time (min)", "Notes", "#"]
    fields = [
        "title",
        "tags",
        "difficulty",
        "source",
        "date_attempted",
        "outcome",
        "time_spent_min",
        "self_notes",
        None,
    ]
    assert propose_mapping(names) == dict(zip(names, fields, strict=True))


def test_every_field_is_known_by_its_own_name() -> None:
    assert propose_mapping(FIELDS, nested=True) == {field: field for field in FIELDS}


def test_of_two_columns_for_a_field_the_likelier_one_gets_it() -> None:
    assert propose_mapping(["Name", "Title", "Date", "date_attempted"]) == {
        "Name": None,
        "Title": "title",
        "Date": None,
        "date_attempted": "date_attempted",
    }


def test_a_number_within_a_list_is_not_taken_for_an_id() -> None:
    # Otherwise number 1 of one list would overwrite number 1 of another.
    assert propose_mapping(["id", "Title"]) == {"id": None, "Title": "title"}


def test_a_mapping_says_what_columns_are() -> None:
    row = read_one("Frage;Antwort;Title\nWhy?;So;x\n", mapping={"Frage": "title", "Antwort": None})
    assert (row.title, row.content) == ("Why?", None)


@pytest.mark.parametrize(
    ("mapping", "named"),
    [
        ({"A": "titel"}, {"mapping.A"}),
        ({"A": "title", "B": "title", "C": "title"}, {"mapping.B", "mapping.C"}),
        ({"A": "source"}, {"mapping"}),
        ({"A": "title", "B": "outcome", "C": "self_notes"}, {"mapping.B", "mapping.C"}),
        ({"": "title"}, {"mapping..[key]"}),
        (["A"], {"mapping"}),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_by_the_name_of_its_column(mapping: Any, named: set[str]) -> None:
    with pytest.raises(InvalidOptions) as refused:
        read_file.validated({"mapping": mapping})
    assert set(refused.value.details) == named


def test_several_columns_may_be_left_out() -> None:
    assert read_file.validated({"mapping": {"A": "title", "B": None, "C": None}})


def test_a_column_that_the_file_does_not_have_is_named() -> None:
    with pytest.raises(PlatformError) as refused:
        read("Title,Level\nA,Easy\n", mapping={"Title": "title", "Topics": "tags"})
    assert refused.value.code == "invalid_mapping"
    assert set(refused.value.details) == {"mapping.Topics"}
    assert "'Level'" in refused.value.message


def test_a_file_without_a_title_says_what_columns_it_has() -> None:
    with pytest.raises(PlatformError, match="'Frage', 'Antwort'") as refused:
        read("Frage;Antwort\nWhy?;So\n")
    assert refused.value.code == "no_title_column"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"date_format": "%d"}, "date_format"),
        ({"date_format": "%Y%Y"}, "date_format"),
        ({"date_format": "nonsense"}, "date_format"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"tag_separator": "x"}, "tag_separator"),
        ({"default_date": "soon"}, "default_date"),
        ({"file": {"format": "doc"}}, "file"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_options_that_make_no_sense_are_named(options: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidOptions) as refused:
        read_file.validated(options)
    assert {name.partition(".")[0] for name in refused.value.details} == {named}
