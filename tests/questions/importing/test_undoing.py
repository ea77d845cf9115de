"""Imports are taken back, but for what somebody changed since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jobkit.models import Job
from django_jobkit.questions import AttemptFields
from django_jobkit.questions.fakes.factories import QuestionFactory, QuestionLogFactory, new_owner
from django_jobkit.questions.importing.ending import fetch_import, undo_import
from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.questions.problems import ImportNotEnded
from django_jobkit.services.retry import retry_job
from tests.questions.importing.kit import attempt, dump, imported, row, run, run_one, started, undone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions")]


def log_again(question: Question) -> None:
    QuestionLogFactory(question=question, owner=question.owner)


def rename(question: Question) -> None:
    question.title = "Mine now"
    question.save()


def tag(question: Question) -> None:
    question.tags.add(Tag.objects.create(owner=question.owner, name="mine"))


def note(question: Question) -> None:
    log = question.logs.get()
    log.self_notes = "mine"
    log.save()


@pytest.mark.parametrize("change", [log_again, rename, tag, note])
def test_what_somebody_changed_since_is_kept(
    a_platform_of: Any, owner: Any, change: Callable[[Question], None]
) -> None:
    given = [row(f"Q{n}", tags=["t"], attempts=[attempt(1)]) for n in range(5)]
    done = imported(a_platform_of(*given), owner)
    kept = Question.objects.get(title="Q2")
    change(kept)
    taken = undone(done)
    assert (taken.removed, taken.restored, taken.kept) == (4, 0, 1)
    assert Question.objects.get().pk == kept.pk
    assert Tag.objects.filter(name="t").exists(), "a kept question has it"
    assert QuestionLog.objects.count() == (1 if change in (log_again, note) else 0)


def test_a_question_that_was_there_is_as_before_unless_it_was_changed_since(a_platform_of: Any, owner: Any) -> None:
    first, second = (QuestionFactory(owner=owner, title=f"Q{n}", source="", content="mine") for n in range(2))
    second.tags.add(Tag.objects.create(owner=owner, name="old"))
    before = dump()
    given = [row(f"q{n}", content=f"<b>{n}", difficulty="Hard", tags=["new"], external_id=str(n)) for n in range(2)]
    platform = a_platform_of(*given)
    done = imported(platform, owner)
    assert undone(done).restored == 2
    assert dump()["Question"] == before["Question"]
    assert [[one.name for one in question.tags.all()] for question in (first, second)] == [[], ["old"]]
    assert not Tag.objects.filter(name="new").exists()

    done = imported(platform, owner)
    Question.objects.filter(pk=first.pk).update(difficulty="Easy")
    taken = undone(done)
    assert (taken.restored, taken.kept) == (1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.title, first.difficulty, second.title) == ("q0", "Easy", "Q1")


def names_of(question: Question) -> list[str]:
    """What it is tagged with."""
    return sorted(question.tags.values_list("name", flat=True))


def a_tagged_question(owner: Any, *names: str) -> Question:
    """A question that was there before any import."""
    question = QuestionFactory(owner=owner, title="Q", source="")
    question.tags.add(*[Tag.objects.create(owner=owner, name=name) for name in names])
    return question


def test_tags_that_somebody_set_since_stay_and_those_of_the_import_go(a_platform_of: Any, owner: Any) -> None:
    question = a_tagged_question(owner, "old", "both")
    before = question.difficulty
    done = imported(a_platform_of(row("Q", tags=["both", "new"], difficulty="Hard")), owner)
    tag(question)
    Question.objects.filter(pk=question.pk).update(is_active=False)
    taken = undone(done)
    question.refresh_from_db()
    assert (names_of(question), question.difficulty) == (["both", "mine", "old"], before)
    assert (taken.restored, taken.kept) == (0, 1)
    assert not Tag.objects.filter(name="new").exists()


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1], [1, 2, 0], [2, 0, 1]])
def test_imports_that_retagged_a_question_leave_nothing_behind_in_whatever_order_they_are_undone(
    a_platform_of: Any, owner: Any, order: list[int]
) -> None:
    question = a_tagged_question(owner, "old", "other")
    given = [["other", "a"], ["a", "b"], ["b", "c"]]
    done = [imported(a_platform_of(row("Q", tags=tags)), owner) for tags in given]
    for place, number in enumerate(order, 1):
        undone(done[number])
        if len(done) - 1 not in order[:place]:
            assert names_of(question) == ["b", "c"], "the last import still says so"
    assert names_of(question) == ["old", "other"]
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["old", "other"]


def test_a_tag_stays_that_a_later_import_gives_back_when_it_is_undone(a_platform_of: Any, owner: Any) -> None:
    first = imported(a_platform_of(row("Q", tags=["a"]), row("R", tags=["a"])), owner)
    second = imported(a_platform_of(row("Q", tags=["b"])), owner)
    assert (undone(first).kept, names_of(Question.objects.get())) == (1, ["b"])
    undone(second)
    assert names_of(Question.objects.get()) == ["a"]


def test_changes_of_other_fields_survive_the_undo(a_platform_of: Any, owner: Any) -> None:
    question = QuestionFactory(owner=owner, title="Q", source="", difficulty="")
    done = imported(a_platform_of(row("Q", difficulty="Hard")), owner)
    Question.objects.filter(pk=question.pk).update(is_active=False)
    assert undone(done).restored == 1
    question.refresh_from_db()
    assert (question.difficulty, question.is_active) == ("", False)


def test_what_is_gone_already_is_no_obstacle(a_platform_of: Any, owner: Any) -> None:
    done = imported(a_platform_of(*[row(f"Q{n}", tags=["t"], attempts=[attempt(1)]) for n in range(4)]), owner)
    Question.objects.filter(title="Q1").delete()
    Tag.objects.filter(name="t").delete()
    taken = undone(done)
    assert (taken.removed, taken.kept) == (0, 3), "they lost a tag since"


def test_nothing_of_others_is_touched(a_platform_of: Any, owner: Any) -> None:
    platform, other = a_platform_of(row("Q", tags=["t"], attempts=[attempt(1)])), new_owner()
    done = imported(platform, owner)
    imported(platform, other)
    undone(done)
    assert Question.objects.get().owner_id == other.pk
    assert Tag.objects.get().owner_id == other.pk


def test_an_import_that_was_undone_adds_nothing_more(a_platform: Any, owner: Any) -> None:
    def read(options: Any, context: Any) -> Any:
        for n in range(8):
            yield row(f"Q{n}")
        if not Question.objects.filter(title="go on").exists():
            raise ValueError("half way")

    waiting = started(a_platform(read), owner)
    for _ in range(5):
        run(waiting)
    job = Job.objects.get(pk=waiting.pk)
    assert job.status == "FAILED", job.status
    done = undone(fetch_import(waiting.pk))
    assert (done.removed, done.rows) == (8, 8)
    QuestionFactory(owner=owner, title="go on")
    run_one(retry_job(Job.objects.get(pk=waiting.pk)))
    assert Job.objects.get(pk=waiting.pk).error["code"] == "import_undone"
    assert Question.objects.count() == 1


def test_what_has_not_ended_is_not_undone(a_platform_of: Any, owner: Any) -> None:
    waiting = started(a_platform_of(row("Q")), owner)
    with pytest.raises(ImportNotEnded):
        undo_import(waiting)


def test_many_attempts_at_one_question_come_and_go(a_platform_of: Any, owner: Any) -> None:
    many = [attempt(day, outcome) for day in range(1, 29) for outcome in ("", "Solved", "Failed")]
    assert all(isinstance(one, AttemptFields) for one in many)
    done = imported(a_platform_of(row("Q", attempts=many), row("Q", attempts=many)), owner)
    assert (done.attempts, done.duplicate) == (84, 1)
    assert Question.objects.get().attempts_count == 84
    undone(done)
    assert not QuestionLog.objects.exists()
