"""The bundled data set: complete, true to itself, and slow enough to be watched."""

from __future__ import annotations

import pytest

from django_jobkit.scans.extractors.sample import sample
from django_jobkit.scans.extractors.sample.elements import BATCH, elements
from django_jobkit.scans.problems import InvalidOptions
from django_jobkit.scans.registry import extractors
from django_jobkit.testing.scans import assert_goes_on, run_extractor


def test_it_is_registered_under_its_name() -> None:
    assert extractors.get("sample") is sample


def test_without_options_it_gives_every_element_once_and_in_order() -> None:
    found = run_extractor(sample)
    assert [record["number"] for record in found.records] == list(range(1, 119))
    assert len({record["symbol"] for record in found.records}) == 118
    assert found.problems == []


def test_every_element_has_the_same_fields_and_a_place_in_the_table() -> None:
    fields = ["number", "symbol", "name", "weight", "period", "group", "block", "category", "state", "stable"]
    assert {tuple(element) for element in elements()} == {(*fields, "symbol_from")}
    blocks = [element["block"] for element in elements()]
    assert {block: blocks.count(block) for block in "spdf"} == {"s": 14, "p": 36, "d": 40, "f": 28}
    assert [
        element["number"] for element in elements() if (element["group"] is None) != (element["block"] == "f")
    ] == []
    assert sum(element["stable"] for element in elements()) == 80


def test_a_limit_stops_it_early() -> None:
    assert [record["symbol"] for record in run_extractor(sample, {"limit": 3}).records] == ["H", "He", "Li"]


def test_a_limit_beyond_the_end_is_all_there_is() -> None:
    assert len(run_extractor(sample, {"limit": 1000}).records) == 118


@pytest.mark.parametrize("limit", [None, 1, BATCH, BATCH + 1])
def test_it_goes_on_from_every_cursor(limit: int | None) -> None:
    assert_goes_on(sample, {"limit": limit})


def test_it_takes_about_three_seconds_and_says_how_far_it_is() -> None:
    found = run_extractor(sample)
    assert found.waited == pytest.approx(3.0)
    assert found.reports[0] == (0, 118, "Reading the elements")
    assert found.reports[-1] == (118, 118, "Read up to Oganesson")
    assert [current for current, _, _ in found.reports] == sorted(current for current, _, _ in found.reports)


@pytest.mark.parametrize("options", [{"limit": 0}, {"pause": -1}, {"pause": 11}, {"pause": "inf"}, {"speed": 1}])
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(InvalidOptions) as refused:
        run_extractor(sample, options)
    assert list(refused.value.details) == [f"options.{name}" for name in options]
