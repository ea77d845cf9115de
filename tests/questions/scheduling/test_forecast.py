"""Counting what will be due, day by day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from django_jobkit.questions.models import PracticeSettings, Schedule
from django_jobkit.questions.scheduling.days import day_of, start_of
from django_jobkit.questions.scheduling.forecast import due_counts
from django_jobkit.testing.questions import QuestionFactory, new_owner

pytestmark = pytest.mark.django_db


def _due(owner: Any, due_at: datetime, fsrs_due_at: datetime | None = None, **fields: Any) -> None:
    question = QuestionFactory(owner=owner, **fields)
    moments = {"begun_at": due_at, "reviewed_at": due_at, "due_at": due_at, "fsrs_due_at": fsrs_due_at or due_at}
    Schedule.objects.create(question=question, owner=owner, state=2, **moments)


def test_each_day_has_what_is_due_in_it_and_today_what_is_overdue_too(django_assert_num_queries: Any) -> None:
    owner, now = new_owner(), timezone.now()
    for days in (-400, -1, 0, 2, 2, 3):
        _due(owner, now + timedelta(days=days))
    _due(new_owner(), now)
    _due(owner, now, is_active=False)
    with django_assert_num_queries(2):
        counted = due_counts(owner, 3, UTC)
    today = now.date()
    assert counted == [(today, 3), (today + timedelta(days=1), 0), (today + timedelta(days=2), 2)]


def test_days_begin_where_the_user_lives() -> None:
    owner, zone = new_owner(), ZoneInfo("Pacific/Kiritimati")
    tomorrow = day_of(timezone.now(), zone) + timedelta(days=1)
    _due(owner, start_of(tomorrow, zone) - timedelta(microseconds=1))
    _due(owner, start_of(tomorrow, zone))
    assert [count for _, count in due_counts(owner, 2, zone)] == [1, 1]


def test_after_the_interview_the_dates_of_fsrs_count() -> None:
    owner, now = new_owner(), timezone.now()
    _due(owner, now, fsrs_due_at=now + timedelta(days=1))
    settings = PracticeSettings.objects.create(owner=owner, interview_date=now.date() + timedelta(days=2))
    assert [count for _, count in due_counts(owner, 2, UTC)] == [1, 0]
    settings.interview_date = now.date()
    settings.save()
    assert [count for _, count in due_counts(owner, 2, UTC)] == [0, 1]
