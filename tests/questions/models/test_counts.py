"""The counts of questions, whatever happens to the attempts at them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.questions.models.upkeep import refresh
from django_jobkit.questions.signals import attempts_changed
from tests.questions.rows import assert_counts_are_right, make_log, make_question, make_user

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OUTCOMES = st.sampled_from(["", "Solved", "Partial", "Failed"])
DAYS = st.integers(0, 400)
PLACES = st.integers(0, 2)


class Attempts(RuleBasedStateMachine):
    """Attempts at three questions, one by one and many at once, beside a list of what they should be."""

    @initialize()
    def begin(self) -> None:
        self.questions = [make_question(make_user()) for _ in range(3)]
        self.model: dict[int, tuple[int, str, datetime]] = {}

    def note(self, log: QuestionLog) -> None:
        self.model[log.pk] = (log.question_id, log.outcome, log.date_attempted)

    def built(self, place: int, outcome: str, day: int) -> QuestionLog:
        question = self.questions[place]
        date = NOON + timedelta(days=day)
        return QuestionLog(question=question, owner_id=question.owner_id, outcome=outcome, date_attempted=date)

    def some(self, data: Any) -> list[QuestionLog]:
        ids = data.draw(st.sets(st.sampled_from(sorted(self.model)), min_size=1))
        return list(QuestionLog.objects.filter(pk__in=ids))

    @rule(place=PLACES, outcome=OUTCOMES, day=DAYS)
    def create(self, place: int, outcome: str, day: int) -> None:
        log = self.built(place, outcome, day)
        log.save()
        self.note(log)

    @rule(wishes=st.lists(st.tuples(PLACES, OUTCOMES, DAYS), max_size=4))
    def create_many(self, wishes: list[tuple[int, str, int]]) -> None:
        highest = max([0, *QuestionLog.objects.values_list("pk", flat=True)])
        QuestionLog.objects.bulk_create([self.built(*wish) for wish in wishes])
        for log in QuestionLog.objects.filter(pk__gt=highest):
            self.note(log)

    @rule(place=PLACES, outcome=OUTCOMES)
    def get_or_create(self, place: int, outcome: str) -> None:
        question = self.questions[place]
        date = NOON - timedelta(days=len(self.model) + 1)
        known = {"owner_id": question.owner_id, "outcome": outcome}
        log, _ = QuestionLog.objects.get_or_create(question=question, date_attempted=date, defaults=known)
        self.note(log)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), place=PLACES, outcome=OUTCOMES, day=DAYS)
    def change_one(self, data: Any, place: int, outcome: str, day: int) -> None:
        log = self.some(data)[0]
        log.outcome, log.question = outcome, self.questions[place]
        fields = data.draw(st.sampled_from([None, ["outcome"], ["question"], ["outcome", "question"]]))
        log.save(update_fields=fields)
        log.refresh_from_db()
        self.note(log)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), place=PLACES, outcome=OUTCOMES)
    def change_many(self, data: Any, place: int, outcome: str) -> None:
        logs = self.some(data)
        for log in logs:
            log.outcome, log.question = outcome, self.questions[place]
            self.note(log)
        QuestionLog.objects.bulk_update(logs, ["outcome", "question"], batch_size=2)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), outcome=OUTCOMES, day=DAYS)
    def update(self, data: Any, outcome: str, day: int) -> None:
        logs = self.some(data)
        date = NOON + timedelta(days=day)
        QuestionLog.objects.filter(pk__in=[log.pk for log in logs]).update(outcome=outcome, date_attempted=date)
        for log in logs:
            self.model[log.pk] = (log.question_id, outcome, date)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), place=PLACES)
    def move(self, data: Any, place: int) -> None:
        logs = self.some(data)
        self.questions[place].logs.add(*logs)
        for log in logs:
            self.model[log.pk] = (self.questions[place].pk, *self.model[log.pk][1:])

    @precondition(lambda self: self.model and connection.features.supports_update_conflicts_with_target)
    @rule(data=st.data(), place=PLACES, outcome=OUTCOMES, day=DAYS)
    def create_over(self, data: Any, place: int, outcome: str, day: int) -> None:
        log = self.built(place, outcome, day)
        log.pk = self.some(data)[0].pk
        changed = ["question", "outcome", "date_attempted"]
        QuestionLog.objects.bulk_create([log], update_conflicts=True, unique_fields=["id"], update_fields=changed)
        self.note(log)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), place=PLACES)
    def create_in_vain(self, data: Any, place: int) -> None:
        log = self.built(place, "Solved", 500)
        log.pk = self.some(data)[0].pk
        QuestionLog.objects.bulk_create([log], ignore_conflicts=True)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), at_once=st.booleans())
    def delete(self, data: Any, at_once: bool) -> None:
        logs = self.some(data)
        if at_once:
            QuestionLog.objects.filter(pk__in=[log.pk for log in logs]).delete()
        for log in logs:
            del self.model[log.pk]
            if not at_once:
                log.delete()

    @invariant()
    def counts_are_those_of_the_list(self) -> None:
        if not hasattr(self, "model"):
            return
        attempts = Counter(question for question, _, _ in self.model.values())
        solved = Counter(question for question, outcome, _ in self.model.values() if outcome == "Solved")
        for question in Question.objects.filter(pk__in=[question.pk for question in self.questions]):
            dates = [date for pk, _, date in self.model.values() if pk == question.pk]
            seen = (question.attempts_count, question.solved_count, question.last_attempted_at)
            assert seen == (attempts[question.pk], solved[question.pk], max(dates, default=None))


class TestAttempts(TestCase, Attempts.TestCase):  # type: ignore[misc]  # made at run time
    """Each run in a transaction of its own."""

    settings = settings(max_examples=15, stateful_step_count=12, deadline=None)


@pytest.mark.django_db
def test_a_count_is_no_change_of_the_question() -> None:
    question = make_question(make_user())
    make_log(question)

    assert Question.objects.get(pk=question.pk).updated_at == question.updated_at


@pytest.mark.django_db
def test_listeners_hear_of_both_questions_of_an_attempt_that_moves_once_the_counts_are_right() -> None:
    user = make_user()
    here, there = make_question(user), make_question(user)
    log = make_log(here)
    heard: list[Any] = []

    def listen(question_ids: list[int], using: str, **kwargs: Any) -> None:
        counts = Question.objects.filter(pk__in=question_ids).order_by("pk").values_list("attempts_count", flat=True)
        heard.append((question_ids, using, list(counts)))

    attempts_changed.connect(listen)
    try:
        log.question = there
        log.save()
    finally:
        attempts_changed.disconnect(listen)

    assert heard == [([here.pk, there.pk], "default", [0, 1])]


@pytest.mark.django_db
def test_many_attempts_are_counted_in_as_many_statements_as_few() -> None:
    user = make_user()
    questions = [make_question(user) for _ in range(20)]

    def created(count: int) -> int:
        logs = [QuestionLog(question=question, owner=user) for question in questions[:count]]
        with CaptureQueriesContext(connection) as seen:
            QuestionLog.objects.bulk_create(logs)
        return len(seen)

    def changed(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            QuestionLog.objects.filter(question__in=questions[:count]).update(outcome="Solved")
        return len(seen)

    created(1)
    assert created(20) == created(1)
    assert changed(20) == changed(1)
    assert_counts_are_right()


@pytest.mark.django_db
def test_a_deleted_question_takes_its_attempts_along() -> None:
    user = make_user()
    question = make_question(user)
    make_log(question)

    question.delete()

    assert not QuestionLog.objects.exists()


@pytest.mark.django_db
def test_a_refresh_repairs_what_went_past_the_model() -> None:
    question = make_question(make_user())
    make_log(question, outcome="Solved")
    Question.objects.update(attempts_count=7, solved_count=7, last_attempted_at=None)

    refresh([question.pk], using="default")

    assert_counts_are_right()


@pytest.mark.django_db
def test_fixtures_bring_their_counts_along() -> None:
    question = make_question(make_user())
    make_log(question)
    dumped = serializers.serialize("json", [*Question.objects.all(), *QuestionLog.objects.all()])
    Question.objects.all().delete()

    for row in serializers.deserialize("json", dumped):
        row.save()

    assert_counts_are_right()
