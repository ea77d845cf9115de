"""Names of questions for URLs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.services.slugs import free_slugs
from tests.questions.rows import make_question, make_user


def slugs(owner: Any, *titles: str) -> list[str]:
    """Free ones."""
    return free_slugs(owner.pk, titles, using="default")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Two Sum", "two-sum"),
        ("  Größter Teiler ", "größter-teiler"),
        ("二分查找", "二分查找"),
        ("Где ошибка?", "где-ошибка"),
        ("???", "question"),
        ("🙂", "question"),
        ("x" * 255, "x" * 245),
        ("_-_", "question"),
    ],
)
def test_a_title_in_any_script_has_its_slug(title: str, slug: str) -> None:
    assert slugs(make_user(), title) == [slug]


@pytest.mark.django_db
def test_what_is_taken_is_numbered() -> None:
    owner = make_user()
    for slug in ("two-sum", "two-sum-2", "two-sum-4"):
        make_question(owner, slug=slug)

    assert slugs(owner, "Two sum", "Two Sum!", "Other", "two sum 2") == [
        "two-sum-3",
        "two-sum-5",
        "other",
        "two-sum-2-2",
    ]


@pytest.mark.django_db
def test_others_take_nothing() -> None:
    make_question(make_user(), slug="two-sum")

    assert slugs(make_user(), "Two Sum") == ["two-sum"]


@pytest.mark.django_db
def test_what_a_collation_may_take_for_the_same_is_told_apart() -> None:
    owner = make_user()
    made = [make_question(owner, slug=slugs(owner, title)[0]).slug for title in ("Café", "Cafe", "Straße", "Strasse")]

    assert made == ["café", "cafe", "straße", "strasse-2"]


@pytest.mark.django_db
def test_hundreds_of_one_name_need_no_more_queries_than_a_few() -> None:
    owner = make_user()
    for slug in ["same", *(f"same-{number}" for number in range(2, 60)), "same-as-ever"]:
        make_question(owner, slug=slug)

    with CaptureQueriesContext(connection) as seen:
        found = slugs(owner, *["Same"] * 100, "Another")

    assert found == [*(f"same-{number}" for number in range(60, 160)), "another"]
    assert len(seen) <= 4


class TestSlugs(TestCase):
    """Of any titles."""

    @hypothesis_settings(max_examples=25)
    @given(st.lists(st.lists(st.sampled_from(["a", "A", "a-2", "a 3", "?", "ä", "x" * 300]), min_size=1), min_size=1))
    def test_they_are_different_from_all_that_are_there(self, rounds: list[list[str]]) -> None:
        owner = make_user()
        made: list[str] = []
        for titles in rounds:
            found = slugs(owner, *titles)
            made += found
            for slug in found:
                make_question(owner, slug=slug)

        assert len({key_of(slug) for slug in made}) == len(made)
        assert all(0 < len(slug) <= 255 for slug in made)
