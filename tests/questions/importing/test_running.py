"""What an import leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jobkit.questions import AttemptFields, InvalidRow
from django_jobkit.questions.fakes.factories import QuestionFactory, new_owner
from django_jobkit.questions.importing import finding
from django_jobkit.questions.models import ImportRow, Question, QuestionLog, Tag
from django_jobkit.questions.models.keys import key_of
from tests.questions.importing.kit import (
    assert_sound,
    attempt,
    counts,
    dump,
    imported,
    outcomes,
    report,
    row,
    run,
    said,
    started,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions")]


def test_rows_become_questions_with_tags_and_attempts(a_platform_of: Any, owner: Any) -> None:
    given = [
        row(
            "Two Sum",
            source="https://example.org/1",
            content="<p>Add <script>x()</script>up</p>",
            difficulty="easy",
            tags=["Array", "hash map"],
            attempts=[attempt(1, "failed"), attempt(2, self_notes="at last")],
        ),
        row("LRU Cache", tags=["ARRAY"], is_active=False),
    ]
    done = imported(a_platform_of(*given), owner)

    assert counts(done) == {"created": 2}
    assert done.attempts == 2
    two, lru = Question.objects.owned_by(owner).order_by("pk")
    assert (two.title, two.slug, two.content, two.difficulty) == ("Two Sum", "two-sum", "<p>Add up</p>", "Easy")
    assert (two.attempts_count, two.solved_count, lru.is_active) == (2, 1, False)
    assert sorted(tag.name for tag in two.tags.all()) == ["Array", "hash map"]
    assert [tag.name for tag in lru.tags.all()] == ["Array"]
    assert Tag.objects.owned_by(owner).count() == 2
    assert done.job.result["rows"] == 2
    assert_sound(done)


def test_the_same_import_again_changes_nothing(a_platform_of: Any, owner: Any) -> None:
    given = [
        row(
            f"Q{n}",
            content="<B>bold</b> & <i onclick=x()>sly",
            difficulty="HARD",
            tags=["a", "b"],
            attempts=[attempt(n)],
        )
        for n in range(1, 8)
    ]
    platform = a_platform_of(*given)
    imported(platform, owner)
    before = dump()
    again = imported(platform, owner)

    assert counts(again) == {"unchanged": 7}
    assert dump() == before


def test_what_a_row_does_not_say_stays(a_platform_of: Any, owner: Any) -> None:
    question = QuestionFactory(owner=owner, title="Two Sum", source="", difficulty="Hard", content="kept")
    imported(a_platform_of(row(" two  SUM ", is_active=False)), owner)
    question.refresh_from_db()
    assert (question.title, question.difficulty, question.content, question.is_active) == (
        "two  SUM",
        "Hard",
        "kept",
        False,
    )


@pytest.mark.parametrize(("on_duplicate", "is_failure"), [("skip", False), ("error", True)])
def test_questions_that_are_there_are_left_alone(
    a_platform_of: Any, owner: Any, on_duplicate: str, is_failure: bool
) -> None:
    QuestionFactory(owner=owner, title="Two Sum", source="")
    before = dump()
    done = imported(
        a_platform_of(row("Two Sum", content="new", raw={"t": "Two Sum"})), owner, on_duplicate=on_duplicate
    )
    assert counts(done) == {"duplicate": 1}
    assert dump() == before
    only = report(done).get()
    assert bool(only.errors) is is_failure
    assert only.raw == ([["t", "Two Sum"]] if is_failure else None)


def test_rows_that_make_no_sense_are_told_field_by_field(a_platform_of: Any, owner: Any) -> None:
    tomorrow = timezone.now() + timedelta(days=3)
    bad = row(
        " ",
        difficulty="impossible",
        source="x" * 5000,
        attempts=[AttemptFields(date_attempted=tomorrow, outcome="won", time_spent_min=-1)],
        line=7,
        raw={"Title": " ", "=1+1": "\0"},
    )
    done = imported(a_platform_of(row("Fine"), bad, InvalidRow(errors={"row": ["No."]}, line=8)), owner)

    assert counts(done) == {"created": 1, "invalid": 2}
    _, first, second = report(done)
    assert sorted(first.errors) == ["date_attempted", "difficulty", "outcome", "source", "time_spent_min", "title"]
    assert first.errors["difficulty"] == ["Must be Easy, Medium or Hard."]
    assert (first.line, dict(first.raw)) == (7, {"Title": " ", "=1+1": "\ufffd"})
    assert (second.line, second.errors) == (8, {"row": ["No."]})


def test_a_question_is_found_by_its_platforms_own_id_whatever_it_is_called(a_platform: Any, owner: Any) -> None:
    title = ["Old name"]

    def read(options: Any, context: Any) -> Any:
        yield row(title[0], external_id="kata-1")

    platform = a_platform(read)
    imported(platform, owner)
    title[0] = "New name"
    assert counts(imported(platform, owner)) == {"updated": 1}
    assert Question.objects.owned_by(owner).get().title == "New name"


def test_questions_that_are_alike_are_different_when_their_platform_says_so(a_platform_of: Any, owner: Any) -> None:
    # More than fit into a batch, and one that does not say which it is.
    given = [row("Front", content=f"back {n}", external_id=f"note {n}") for n in range(5)]
    platform = a_platform_of(*given, row("Front", content="back 0"))
    assert counts(imported(platform, owner)) == {"created": 5, "duplicate": 1}
    assert counts(imported(platform, owner)) == {"unchanged": 5, "duplicate": 1}
    contents = Question.objects.owned_by(owner).order_by("pk").values_list("content", flat=True)
    assert list(contents) == [f"back {n}" for n in range(5)]


def test_later_rows_about_a_question_add_their_attempts(a_platform_of: Any, owner: Any) -> None:
    given = [row("Q", attempts=[attempt(day % 4 + 1)], difficulty="Easy" if day else "Hard") for day in range(8)]
    done = imported(a_platform_of(*given), owner)
    assert outcomes(done) == ["created", "updated", "updated", "updated", *["duplicate"] * 4]
    question = Question.objects.owned_by(owner).get()
    assert (question.attempts_count, question.difficulty) == (4, "Hard")


def test_a_dry_run_tells_the_same_and_writes_nothing(a_platform_of: Any, owner: Any) -> None:
    QuestionFactory(owner=owner, title="There", source="")
    given = [
        row("There", content="changed"),
        *[row("New", attempts=[attempt(day)]) for day in (1, 2, 1, 2)],
        row(""),
        row("There", attempts=[attempt(3)]),
    ]
    platform = a_platform_of(*given)
    before = dump()
    dry = imported(platform, owner, dry_run=True)
    assert dump() == before
    real = imported(platform, owner)
    assert outcomes(dry) == outcomes(real)
    assert dry.attempts == real.attempts == 3
    assert not ImportRow.objects.filter(question_import=dry, undo__isnull=False).exists()


def test_two_owners_import_the_same_and_share_nothing(a_platform_of: Any, owner: Any) -> None:
    other = new_owner()
    platform = a_platform_of(row("Q", tags=["t"], external_id="1", attempts=[attempt(1)]))
    assert counts(imported(platform, owner)) == counts(imported(platform, other)) == {"created": 1}
    assert said(owner) == said(other)
    assert QuestionLog.objects.owned_by(other).get().question.owner_id == other.pk


def test_batches_cost_the_same_however_many_rows_they_have(
    a_platform: Any, owner: Any, settings: Any, django_assert_max_num_queries: Any
) -> None:
    def read(options: Any, context: Any) -> Any:
        for n in range(40):
            yield row(f"Q{n}", tags=[f"t{n % 5}"], external_id=str(n), attempts=[attempt(n % 28 + 1)])

    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"IMPORT_BATCH": 40}}
    platform = a_platform(read)
    for _ in range(2):
        waiting = started(platform, owner)
        with django_assert_max_num_queries(50):
            assert run(waiting).job.status == "COMPLETED"


def test_of_the_earlier_rows_about_a_question_one_is_read_again_however_many_there_are(
    a_platform_of: Any, owner: Any
) -> None:
    done = imported(a_platform_of(*(row("Two Sum", attempts=[attempt(day)]) for day in range(1, 8))), owner)
    assert (done.created, done.updated) == (1, 6)
    assert list(finding._earlier_rows(done, set(), {key_of("Two Sum", "")}, set())) == [0]
