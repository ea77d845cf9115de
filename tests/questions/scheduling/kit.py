"""The answers of the fsrs library itself, to compare ours with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django_jobkit.questions.models import Question, QuestionLog, Schedule

BEGIN = datetime(2025, 1, 1, 9, 30, tzinfo=UTC)
_RATINGS = {"Solved": "Good", "Partial": "Hard", "Failed": "Again"}


def library_card(attempts: Iterable[tuple[datetime, str]], **options: Any) -> Any:
    """The card that the library has after these attempts, which are in order; None when none is rated."""
    import fsrs

    for name in ("learning_steps", "relearning_steps"):
        if name in options:
            options[name] = [timedelta(minutes=minutes) for minutes in options[name]]
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False, **options), None
    for moment, outcome in attempts:
        if outcome:
            before = card or fsrs.Card(card_id=1)
            card, _ = scheduler.review_card(before, fsrs.Rating[_RATINGS[outcome]], moment)
    return card


def as_card(schedule: Schedule | None) -> Any:
    """What of a schedule the library knows as well."""
    if schedule is None:
        return None
    card = schedule
    return card.fsrs_due_at, card.stability, card.difficulty, card.state, card.step, card.reviewed_at


def as_row(card: Any) -> Any:
    """The same of the library's card."""
    return card and (card.due, card.stability, card.difficulty, int(card.state), card.step, card.last_review)


def assert_scheduled(owner: Any, **options: Any) -> None:
    """Raise AssertionError unless each schedule of `owner`, with these settings, is what the attempts give."""
    for question in Question.objects.filter(owner=owner):
        logs = QuestionLog.objects.filter(question=question).order_by("date_attempted", "pk")
        given = library_card(logs.values_list("date_attempted", "outcome"), **options)
        assert as_card(Schedule.objects.filter(question=question).first()) == as_row(given), question
