"""Schedules are what the fsrs library makes of the attempts, however these came to be what they are."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_jobkit.questions.models import PracticeSettings, QuestionLog, Schedule
from django_jobkit.questions.scheduling.replay import reschedule
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, new_owner
from tests.questions.scheduling.kit import BEGIN, as_card, as_row, library_card

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]

_GAPS = st.sampled_from([0, 30, 3_000, 86_399, 86_400, 400_000, 9_000_000])
_OUTCOMES = st.sampled_from(["Solved", "Solved", "Partial", "Failed", ""])
_HISTORIES = st.lists(st.tuples(_GAPS, _OUTCOMES), min_size=1, max_size=12)
_STEPS = st.lists(st.integers(1, 600), max_size=3)


def _dated(history: list[tuple[int, str]]) -> list[tuple[datetime, str]]:
    moment, attempts = BEGIN, []
    for gap, outcome in history:
        moment += timedelta(seconds=gap)
        attempts.append((moment, outcome))
    return attempts


def _schedule(question: Any) -> Schedule | None:
    return Schedule.objects.filter(question=question).first()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=_HISTORIES, learning=_STEPS, relearning=_STEPS, retention=st.floats(0.7, 0.99), seed=st.integers())
def test_any_history_gives_what_the_library_gives(
    history: Any, learning: Any, relearning: Any, retention: float, seed: int
) -> None:
    options = {"learning_steps": learning, "relearning_steps": relearning, "desired_retention": retention}
    question = QuestionFactory()
    PracticeSettings.objects.create(owner=question.owner, **options)
    attempts = _dated(history)
    logs = [QuestionLogFactory.build(question=question, owner=question.owner, outcome=o) for _, o in attempts]
    for log, (moment, _) in zip(logs, attempts, strict=True):
        log.date_attempted = moment
    # Those of the same moment count in the order of their ids; all others may be written in any.
    if len({moment for moment, _ in attempts}) == len(attempts):
        random.Random(seed).shuffle(logs)
    QuestionLog.objects.bulk_create(logs)
    schedule = _schedule(question)
    assert as_card(schedule) == as_row(library_card(attempts, **options))
    assert schedule is None or schedule.due_at == schedule.fsrs_due_at


def test_attempts_of_the_same_moment_count_in_the_order_of_their_ids() -> None:
    question = QuestionFactory()
    outcomes = ["Failed", "Solved", "Partial", "Solved"]
    for outcome in outcomes:
        QuestionLogFactory(question=question, outcome=outcome, date_attempted=BEGIN)
    assert as_card(_schedule(question)) == as_row(library_card([(BEGIN, outcome) for outcome in outcomes]))


def test_editing_moving_and_deleting_attempts_leaves_what_the_rest_would_have_given() -> None:
    first, second = QuestionFactory(), QuestionFactory()
    second.owner = first.owner
    second.save()
    logs = [
        QuestionLogFactory(question=first, date_attempted=BEGIN + timedelta(days=day), outcome=outcome)
        for day, outcome in [(9, "Solved"), (0, "Solved"), (3, "Failed"), (6, "Partial")]
    ]
    logs[1].outcome = ""
    logs[1].save()
    logs[2].date_attempted = BEGIN + timedelta(days=30)
    logs[2].save()
    logs[3].question = second
    logs[3].save()
    left = [(BEGIN + timedelta(days=9), "Solved"), (BEGIN + timedelta(days=30), "Failed")]
    assert as_card(_schedule(first)) == as_row(library_card(left))
    assert as_card(_schedule(second)) == as_row(library_card([(BEGIN + timedelta(days=6), "Partial")]))
    QuestionLog.objects.filter(question=first).delete()
    assert _schedule(first) is None


_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "import", "rate", "date", "move", "move all", "delete", "delete some"]),
        st.integers(0, 99),
        st.integers(0, 40),
        st.sampled_from(["Solved", "Partial", "Failed", ""]),
    ),
    max_size=20,
)


def _act(questions: list[Any], act: str, chosen: int, day: int, outcome: str) -> None:
    question, moment = questions[chosen % len(questions)], BEGIN + timedelta(days=day, seconds=chosen)
    made = {"owner": question.owner, "outcome": outcome, "date_attempted": moment}
    own = QuestionLog.objects.filter(owner=question.owner)
    logs = list(own.order_by("pk"))
    log = logs[chosen % len(logs)] if logs else None
    if act == "write":
        QuestionLogFactory(question=question, **made)
    elif act == "import":
        QuestionLog.objects.bulk_create(QuestionLogFactory.build(question=one, **made) for one in questions)
    elif act == "move all":
        own.filter(outcome=outcome).update(question=question)
    elif act == "delete some":
        own.filter(date_attempted__lt=BEGIN + timedelta(days=day % 9)).delete()
    elif act == "delete" and log:
        log.delete()
    elif log:
        changed = {"rate": ("outcome", outcome), "date": ("date_attempted", moment), "move": ("question", question)}
        setattr(log, *changed[act])
        log.save()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
def test_whatever_is_done_to_attempts_schedules_are_what_those_give_that_are_there(acts: Any) -> None:
    owner = new_owner()
    questions = [QuestionFactory(owner=owner) for _ in range(3)]
    for act in acts:
        _act(questions, *act)
    for question in questions:
        rows = QuestionLog.objects.filter(question=question).order_by("date_attempted", "pk")
        attempts = list(rows.values_list("date_attempted", "outcome"))
        assert as_card(_schedule(question)) == as_row(library_card(attempts))


def test_attempts_without_an_outcome_schedule_nothing() -> None:
    QuestionLogFactory(outcome="")
    assert not Schedule.objects.exists()


def test_lapses_are_failures_of_what_was_known_and_make_a_leech() -> None:
    question = QuestionFactory()
    PracticeSettings.objects.create(owner=question.owner, leech_threshold=2, learning_steps=[], relearning_steps=[])
    outcomes = ["Failed", "Solved", "Failed", "Partial", "Failed"]
    for day, outcome in enumerate(outcomes[:-1]):
        QuestionLogFactory(question=question, outcome=outcome, date_attempted=BEGIN + timedelta(days=day))
    assert (question.schedule.reviews, question.schedule.lapses, question.schedule.is_leech) == (4, 1, False)
    QuestionLogFactory(question=question, outcome="Failed", date_attempted=BEGIN + timedelta(days=9))
    schedule = Schedule.objects.get(question=question)
    assert (schedule.lapses, schedule.is_leech, schedule.begun_at) == (2, True, BEGIN)


def test_no_number_of_questions_takes_more_queries(django_assert_num_queries: Any) -> None:
    owner = new_owner()
    questions = [QuestionFactory(owner=owner) for _ in range(40)]
    logs = [
        QuestionLogFactory.build(question=question, owner=owner, date_attempted=BEGIN + timedelta(days=day))
        for question in questions
        for day in range(3)
    ]
    QuestionLog.objects.bulk_create(logs)
    for some in (questions[:1], questions):
        # Owners, their settings, attempts, rows to be stored.
        with transaction.atomic(), django_assert_num_queries(4):
            reschedule([question.pk for question in some], using="default")
    assert Schedule.objects.count() == 40


def test_only_the_latest_attempts_at_a_question_are_replayed(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"MAX_REPLAYED": 3}}
    question = QuestionFactory()
    attempts = [(BEGIN + timedelta(days=day), "Failed" if day == 1 else "Solved") for day in range(6)]
    for moment, outcome in attempts:
        QuestionLogFactory(question=question, outcome=outcome, date_attempted=moment)
    assert as_card(_schedule(question)) == as_row(library_card(attempts[-3:]))


def test_what_takes_fsrs_beyond_all_numbers_is_left_out() -> None:
    question = QuestionFactory()
    wild = [100.0] * 4 + [1.0, 4.0, 4.0, 0.75, 4.5, 0.0, 3.5, 5.0, 0.001, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.0, 0.1]
    PracticeSettings.objects.create(owner=question.owner, parameters=wild)
    moments = [BEGIN + timedelta(minutes=minute) for minute in range(400)]
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    QuestionLog.objects.bulk_create(
        QuestionLogFactory.build(question=question, owner=question.owner, date_attempted=moment)
        for moment in [*moments, last]
    )
    schedule = Schedule.objects.get(question=question)
    assert 0 < schedule.reviews < 400
    assert schedule.stability is not None


def test_without_the_library_attempts_are_kept_and_nothing_is_scheduled(monkeypatch: Any) -> None:
    monkeypatch.setattr("django_jobkit.questions.scheduling.replay.can_schedule", lambda: False)
    log = QuestionLogFactory()
    assert (QuestionLog.objects.count(), _schedule(log.question)) == (1, None)
