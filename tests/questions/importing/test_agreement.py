"""A dry run tells what a real one does, however either is cut into batches, and undo brings back what was."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_jobkit.questions import platform
from django_jobkit.questions.fakes.factories import new_owner
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.models import Question
from tests.questions.importing.conftest import reading
from tests.questions.importing.kit import assert_sound, dump, imported, outcomes, report, said, undone
from tests.questions.importing.test_judging import ON_DUPLICATE, ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]
MANY = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Undone(Exception):
    """Takes back what an example has written."""


def told(done: Any) -> list[Any]:
    """All that the report of an import says, but for keys of the database."""
    return [(each.outcome, each.title, each.errors, each.first) for each in report(done)]


@pytest.mark.slow
@MANY
@given(before=st.lists(ROWS, max_size=6), rows=st.lists(ROWS, max_size=9), mode=ON_DUPLICATE, size=st.integers(1, 5))
def test_dry_and_real_runs_agree_and_undo_brings_everything_back(
    settings: Any, before: list[Any], rows: list[Any], mode: str, size: int
) -> None:
    try:
        with transaction.atomic():
            _agree(settings, before, rows, mode, size)
            raise Undone
    except Undone:
        pass


def _agree(settings: Any, before: list[Any], rows: list[Any], mode: str, size: int) -> None:
    owner, other = new_owner(), new_owner()
    first, second = platform("tests.before")(reading(before)), platform("tests.after")(reading(rows))
    try:
        in_batches(settings, size)
        imported(first, owner)
        imported(first, other)
        there = dump()
        dry = imported(second, owner, dry_run=True, on_duplicate=mode)
        assert dump() == there
        real = imported(second, owner, on_duplicate=mode)
        assert told(dry) == told(real)
        assert dry.attempts == real.attempts
        in_batches(settings, 100)
        whole = imported(second, other, on_duplicate=mode)
        assert told(whole) == told(real)
        assert said(owner) == said(other)
        for done in (dry, real, whole):
            assert_sound(done)
        undone(whole)
        in_batches(settings, size)
        undone(real)
        assert without_clock(dump()) == without_clock(there)
    finally:
        platforms.remove(first.name)
        platforms.remove(second.name)


def in_batches(settings: Any, size: int) -> None:
    """From now on, batches of so many rows."""
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"IMPORT_BATCH": size, "OWNER_ACTIVE_IMPORTS": None}}


def without_clock(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """`tables`, the links without keys of their own: they were made anew."""
    links = Question.tags.through.__name__
    return {**tables, links: sorted(link[1:] for link in tables[links])}


def test_outcomes_are_words_of_the_report(a_platform_of: Any, owner: Any) -> None:
    assert outcomes(imported(a_platform_of(), owner)) == []
