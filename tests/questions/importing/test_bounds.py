"""Imports end where they should, and keep what was whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from django_jobkit import RetryLater
from django_jobkit.questions import ImportCursor, PlatformError
from django_jobkit.questions.models import Question
from tests.questions.importing.kit import assert_sound, imported, report, row, run, started

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions")]


def with_questions(settings: Any, **given: Any) -> None:
    """Set these settings of questions."""
    section = settings.JOBKIT["QUESTIONS"]
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {**section, **given}}


def test_more_rows_than_an_import_may_have_end_it(a_platform_of: Any, owner: Any, settings: Any) -> None:
    with_questions(settings, MAX_IMPORT_ROWS=7)
    done = run(started(a_platform_of(*[row(f"Q{n}") for n in range(20)]), owner))
    assert (done.job.status, done.job.error["code"]) == ("FAILED", "too_many_rows")
    assert (done.rows, Question.objects.count()) == (7, 7)
    assert_sound(done)


def test_what_a_platform_told_before_it_failed_is_kept(a_platform: Any, owner: Any) -> None:
    def read(options: Any, context: Any) -> Iterator[Any]:
        yield from (row(f"Q{n}") for n in range(4))
        raise PlatformError("No such user.", code="user_not_found")

    done = run(started(a_platform(read), owner))
    assert (done.job.status, done.job.error["code"]) == ("FAILED", "user_not_found")
    assert done.created == 4
    assert_sound(done)


def test_a_platform_that_asks_to_come_back_later_goes_on_at_its_cursor(
    a_platform: Any, owner: Any, settings: Any
) -> None:
    with_questions(settings, IMPORT_MAX_WAITS=2)
    begun: list[Any] = []

    def read(options: Any, context: Any) -> Iterator[Any]:
        begun.append(context.cursor)
        if context.cursor is None:
            yield row("Q0")
            yield ImportCursor(1)
        raise RetryLater("busy", after=0)

    done = started(a_platform(read), owner)
    for _ in range(3):
        assert done.job.status == "PENDING"
        done = run(done)
    assert (done.job.status, done.job.error["code"]) == ("FAILED", "retry_later")
    assert begun == [None, 1, 1]
    assert done.created == 1


def test_a_platform_that_stays_where_it_is_may_not_ask_for_ever_to_come_back(
    a_platform: Any, owner: Any, settings: Any
) -> None:
    with_questions(settings, IMPORT_MAX_WAITS=1)

    def read(options: Any, context: Any) -> Iterator[Any]:
        yield ImportCursor("here")
        raise RetryLater("busy", after=0)

    done = started(a_platform(read), owner)
    for _ in range(3):
        if not done.job.is_terminal:
            done = run(done)
    assert (done.job.status, done.job.error["code"]) == ("FAILED", "retry_later")


def test_of_a_row_that_failed_no_more_is_kept_than_has_room(a_platform_of: Any, owner: Any, settings: Any) -> None:
    with_questions(settings, MAX_RAW_BYTES=1024)
    raw = {"title": "", "body": "x" * 5000, "n": 10**30, "many": ["a", "b"], "when": object()}
    done = imported(a_platform_of(row("", raw=raw)), owner)
    kept = report(done).get().raw
    assert [name for name, _ in kept] == list(raw)
    assert len(json.dumps(kept)) <= 1024
    assert dict(kept)["many"] == "a, b"
    assert dict(kept)["body"].startswith("xxx")


def test_what_is_no_row_fails_the_import(a_platform_of: Any, owner: Any) -> None:
    done = run(started(a_platform_of({"title": "Q"}), owner))
    assert done.job.status != "COMPLETED"
    assert not Question.objects.exists()
