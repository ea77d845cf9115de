"""Imports of one owner at the same time take turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from django_jobkit.questions.fakes.factories import new_owner
from django_jobkit.questions.importing.ending import fetch_import
from django_jobkit.questions.models import Question, QuestionLog, Tag
from tests.questions.importing.kit import assert_sound, attempt, row, run_one, started
from tests.services.databases import database as database  # noqa: PLC0414 - makes it a fixture
from tests.services.threads import crowd

pytestmark = pytest.mark.requires_extra("questions")


@pytest.fixture
def owner(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """Somebody whose rows threads can see."""
    with django_db_blocker.unblock():
        user = new_owner()
        yield user
        user.delete()


def test_two_imports_of_one_owner_make_each_question_once(a_platform_of: Any, owner: Any) -> None:
    given = [row(f"Q{n}", tags=[f"t{n % 3}"], external_id=str(n), attempts=[attempt(n + 1)]) for n in range(12)]
    platforms = [a_platform_of(*given), a_platform_of(*reversed(given))]
    begun = [started(platform, owner) for platform in platforms]
    crowd(2, lambda place: run_one(begun[place].job))
    done = [fetch_import(one.pk) for one in begun]
    assert [one.job.status for one in done] == ["COMPLETED"] * 2, [one.job.error for one in done]
    assert Question.objects.filter(owner=owner).count() == 12
    assert QuestionLog.objects.filter(owner=owner).count() == 12
    assert Tag.objects.filter(owner=owner).count() == 3
    assert sum(one.created for one in done) == 12
    for one in done:
        assert_sound(one)
