"""Nothing is due after an interview, and the days before it share the load."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_jobkit.questions.models import PracticeSettings, QuestionLog, Schedule
from django_jobkit.questions.scheduling.rebuild import even_out, rebuild
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, new_owner

pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]


def _today() -> date:
    return timezone.now().date()


def _owner(days: int, **fields: Any) -> Any:
    owner = new_owner()
    PracticeSettings.objects.create(owner=owner, interview_date=_today() + timedelta(days=days), **fields)
    return owner


def _attempted(owner: Any, days_ago: int, *, outcome: str = "Solved", times: int = 3) -> Any:
    question = QuestionFactory(owner=owner)
    at = timezone.now() - timedelta(days=days_ago, minutes=times)
    QuestionLog.objects.bulk_create(
        QuestionLogFactory.build(
            question=question, owner=owner, outcome=outcome, date_attempted=at + timedelta(minutes=minute)
        )
        for minute in range(times)
    )
    return question


def _due_days(owner: Any) -> Counter[date]:
    return Counter(schedule.due_at.date() for schedule in Schedule.objects.filter(owner=owner))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(1, 40), ages=st.lists(st.integers(0, 60), min_size=1, max_size=15))
def test_nothing_is_due_after_it_nor_on_the_day_of_its_last_attempt(days: int, ages: list[int]) -> None:
    owner = _owner(days)
    for age in ages:
        _attempted(owner, age)
    interview = _today() + timedelta(days=days)
    for schedule in Schedule.objects.filter(owner=owner):
        assert schedule.due_at <= schedule.fsrs_due_at
        assert schedule.due_at.date() <= interview
        if schedule.due_at != schedule.fsrs_due_at:
            assert schedule.reviewed_at.date() < schedule.due_at.date()
            assert schedule.due_at.date() < interview or schedule.reviewed_at.date() >= interview - timedelta(days=1)


def test_attempts_of_one_day_are_spread_evenly_from_the_last_day_on() -> None:
    owner = _owner(6, learning_steps=[], parameters=_long_memory())
    for _ in range(11):
        _attempted(owner, 0, times=1)
    load = _due_days(owner)
    assert set(load) == {_today() + timedelta(days=day) for day in range(1, 6)}
    assert sorted(load.values()) == [2, 2, 2, 2, 3]
    assert load[_today() + timedelta(days=5)] == 3


def _long_memory() -> list[float]:
    import fsrs

    return [100.0, 100.0, 100.0, 100.0, *fsrs.Scheduler().parameters[4:]]


def test_one_attempt_moves_no_other_question(django_assert_max_num_queries: Any) -> None:
    owner = _owner(10, learning_steps=[], parameters=_long_memory())
    questions = [_attempted(owner, 0, times=1) for _ in range(5)]
    before = dict(Schedule.objects.values_list("question_id", "due_at"))
    with django_assert_max_num_queries(14):
        QuestionLogFactory(question=questions[2])
    after = dict(Schedule.objects.values_list("question_id", "due_at"))
    assert {pk for pk in before if before[pk] != after[pk]} <= {questions[2].pk}


def test_a_rebuild_evens_out_what_was_heaped_up() -> None:
    owner = _owner(5, learning_steps=[], parameters=_long_memory())
    for age in (0, 0, 0, 20, 20, 20, 20, 20):
        _attempted(owner, age, times=1)
    eve = timezone.now() + timedelta(days=4)
    Schedule.objects.update(due_at=eve)
    assert sum(rebuild(owner.pk)) == 8
    load = _due_days(owner)
    # Five days are left from today on, and what was attempted today has four of them.
    assert sorted(load.values()) == [1, 1, 2, 2, 2]
    assert even_out(owner.pk) == 0


def test_a_date_that_is_over_or_today_binds_nothing() -> None:
    for days in (0, -3):
        owner = _owner(days, learning_steps=[], parameters=_long_memory())
        schedule = _attempted(owner, 0, times=1).schedule
        assert schedule.due_at == schedule.fsrs_due_at > timezone.now() + timedelta(days=50)


def test_questions_put_aside_weigh_nothing_and_are_not_due_afterwards_either() -> None:
    owner = _owner(3, learning_steps=[], parameters=_long_memory())
    aside = [_attempted(owner, 9, times=1) for _ in range(3)]
    for question in aside:
        question.is_active = False
        question.save()
    for _ in range(3):
        _attempted(owner, 9, times=1)
    list(rebuild(owner.pk))
    active = Schedule.objects.filter(owner=owner, question__is_active=True)
    assert sorted(Counter(row.due_at.date() for row in active).values()) == [1, 1, 1]
    assert max(_due_days(owner)) < _today() + timedelta(days=3)


def test_an_attempt_is_placed_as_if_questions_put_aside_were_not_there() -> None:
    owner = _owner(3, learning_steps=[], parameters=_long_memory())
    eve = _today() + timedelta(days=2)
    aside = _attempted(owner, 9, times=1)
    assert aside.schedule.due_at.date() == eve
    aside.is_active = False
    aside.save()
    assert _attempted(owner, 0, times=1).schedule.due_at.date() == eve


def test_days_are_those_of_the_users_zone() -> None:
    zone = "Pacific/Kiritimati"
    owner = _owner(9, learning_steps=[], parameters=_long_memory(), time_zone=zone)
    due_at = _attempted(owner, 0, times=1).schedule.due_at
    assert due_at.astimezone(UTC).time() == datetime(2030, 1, 1, 10).time()
