"""Many who write the same questions at the same time."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.questions.services.logs import change_log, create_log, delete_log
from django_jobkit.questions.services.questions import change_question, create_question, delete_question
from django_jobkit.services.database import retry_transient
from tests.questions.rows import assert_counts_are_right, make_log, make_question, make_user
from tests.services.threads import crowd, race


def assert_nobody_failed(answers: list[Any]) -> None:
    """Raise AssertionError for the first of `answers` that is an error."""
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    assert not failed, failed


def act_somehow(chance: random.Random, owner: Any, questions: list[Question], place: int) -> None:
    """Create, move or delete an attempt of those that only `place` deletes, or write many at once."""
    question = chance.choice(questions)
    mine = list(QuestionLog.objects.filter(owner=owner, time_spent_min=place))
    acts: list[Callable[[], Any]] = [
        lambda: create_log(question, outcome=chance.choice(["Solved", "Failed"]), time_spent_min=place),
        lambda: retry_transient(lambda: QuestionLog.objects.bulk_create([attempt(one) for one in questions])),
        lambda: retry_transient(lambda: QuestionLog.objects.filter(question=question).update(outcome="Solved")),
    ]
    if mine:
        acts.append(lambda: change_log(chance.choice(mine), question_id=question.pk, outcome="Partial"))
        acts.append(lambda: delete_log(chance.choice(mine)))
    chance.choice(acts)()


def attempt(question: Question) -> QuestionLog:
    """One that was not stored yet."""
    return QuestionLog(question=question, owner_id=question.owner_id, outcome="Solved")


def test_counts_add_up_when_many_write_move_and_delete_attempts_at_the_same_questions(committed: None) -> None:
    owner = make_user()
    questions = [make_question(owner) for _ in range(3)]
    for question in questions:
        for _ in range(4):
            make_log(question)

    def writer(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(12):
            act_somehow(chance, owner, questions, seed)

    assert_nobody_failed(crowd(4, writer))

    assert_counts_are_right()


def test_attempts_that_pass_one_another_between_two_questions_wait_in_no_circle(committed: None) -> None:
    owner = make_user()
    here, there = make_question(owner), make_question(owner)
    going, coming = make_log(here), make_log(there)

    def swing(log: QuestionLog, places: list[Question]) -> Any:
        return lambda number: change_log(log, question_id=places[number % 2].pk)

    answers = race([swing(going, [there, here]), swing(coming, [here, there])], rounds=10)

    for answer in answers:
        assert_nobody_failed(answer)
    assert_counts_are_right()


def test_all_attempts_at_once_are_deleted_while_others_move_them(committed: None) -> None:
    owner = make_user()
    here, there = make_question(owner), make_question(owner)
    for _ in range(10):
        make_log(here)

    def move(number: int) -> None:
        logs = QuestionLog.objects.filter(owner=owner)
        retry_transient(lambda: logs.update(question=there if number % 2 else here))

    def delete(number: int) -> None:
        retry_transient(lambda: QuestionLog.objects.filter(owner=owner).delete())

    answers = race([move, delete], rounds=3)

    for answer in answers:
        assert_nobody_failed(answer)
    assert not QuestionLog.objects.exists()
    assert_counts_are_right()


def test_an_attempt_at_a_question_that_is_deleted_meanwhile_is_of_none(committed: None) -> None:
    owner = make_user()
    questions = [make_question(owner) for _ in range(5)]

    answers = race(
        [lambda number: create_log(questions[number]), lambda number: delete_question(questions[number])], rounds=5
    )

    for created, deleted in answers:
        assert isinstance(created, (QuestionLog, Question.DoesNotExist))
        assert deleted is None or isinstance(deleted, tuple)
    assert not QuestionLog.objects.exists()


def test_changes_of_different_fields_at_the_same_time_are_all_there(committed: None) -> None:
    owner = make_user()
    question = make_question(owner)
    tag = Tag.objects.create(owner=owner, name="x")
    log = make_log(question)
    changes: list[dict[str, Any]] = [
        {"title": "new"}, {"source": "there"}, {"content": "c"}, {"difficulty": "Hard"}, {"tag_ids": [tag.pk]},
    ]  # fmt: skip
    log_changes: list[dict[str, Any]] = [{"outcome": "Failed"}, {"self_notes": "n"}, {"time_spent_min": 7}]

    acts = [lambda _, change=change: change_question(question, **change) for change in changes]
    acts += [lambda _, change=change: change_log(log, **change) for change in log_changes]
    assert_nobody_failed(race(acts)[0])

    question.refresh_from_db()
    log.refresh_from_db()
    assert (question.title, question.source, question.content, question.difficulty) == ("new", "there", "c", "Hard")
    assert list(question.tags.all()) == [tag]
    assert (log.outcome, log.self_notes, log.time_spent_min) == ("Failed", "n", 7)


def test_questions_of_one_title_made_at_the_same_time_have_slugs_of_their_own(committed: None) -> None:
    owner = make_user()

    made = crowd(20, lambda number: create_question(owner, title="Two Sum"))

    assert_nobody_failed(made)
    assert {question.slug for question in made} == {"two-sum", *(f"two-sum-{number}" for number in range(2, 21))}


def test_a_slug_that_somebody_took_without_asking_is_passed_over(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = make_user()
    make_question(owner, slug="two-sum")
    offered = iter(["two-sum", "two-sum", "two-sum-2"])
    monkeypatch.setattr("django_jobkit.questions.services.questions.free_slugs", lambda *_, **__: [next(offered)])

    assert create_question(owner, title="Two Sum").slug == "two-sum-2"


def test_nothing_is_counted_twice_when_the_transaction_fails(committed: None) -> None:
    question = make_question(make_user())

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_log(question)
        _ = 1 / 0

    assert connection.in_atomic_block is False
    assert_counts_are_right()
