"""What the attempts of one user add up to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.questions.statistics.days import days_of, streak_of, tally_by_day
from django_jobkit.questions.statistics.forecast import forecast_of
from django_jobkit.questions.statistics.spans import Calendar
from django_jobkit.questions.statistics.success import tally_by_difficulty, tally_by_tag, weakest
from django_jobkit.questions.statistics.tally import Tally
from django_jobkit.questions.statistics.window import Window, today_in


def statistics_of(owner: Any, window: Window, tags: Collection[Tag] | None) -> dict[str, Any]:
    """The attempts of `owner` within `window`, in numbers; with `tags`, at questions that have one of them.

    The streak looks at all days, the forecast at all questions. Any number of attempts takes as many queries.
    """
    logs = QuestionLog.objects.owned_by(owner)
    if tags is not None:
        logs = logs.filter(question__in=Question.objects.filter(tags__in=tags))
    within = logs.filter(date_attempted__gte=window.begins_at, date_attempted__lt=window.ends_at)
    calendar = Calendar(window.zone, using=logs.db)
    days = tally_by_day(within, calendar)
    by_tag = tally_by_tag(within, owner, questions_config.STATISTICS_TAGS)
    return {
        "from": window.first,
        "to": window.last,
        "tz": str(window.zone),
        "totals": _totals(days),
        "days": [_day(day, tally) for day, tally in days.items()],
        "tags": [_tag(key, tally) for key, tally in by_tag.items()],
        "difficulties": [
            {"difficulty": difficulty, **tally.shown()} for difficulty, tally in tally_by_difficulty(within).items()
        ],
        "weakest_tags": _weakest(by_tag),
        "streak": asdict(streak_of(days_of(logs, calendar), today_in(window.zone))),
        "forecast": forecast_of(owner, window.zone),
    }


def _totals(days: dict[date, Tally]) -> dict[str, Any]:
    total = Tally()
    for tally in days.values():
        total.add(tally)
    return {**total.shown(), "days": len(days)}


def _day(day: date, tally: Tally) -> dict[str, Any]:
    return {"date": day, "attempts": tally.attempts, "solved": tally.solved, "minutes": tally.minutes}


def _tag(key: tuple[int, str], tally: Tally) -> dict[str, Any]:
    return {"id": key[0], "name": key[1], **tally.shown()}


def _weakest(tags: dict[tuple[int, str], Tally]) -> list[dict[str, Any]]:
    least, most = questions_config.STATISTICS_LEAST_ATTEMPTS, questions_config.STATISTICS_WEAKEST
    return [{**_tag(key, tally), "weakness": tally.weakness} for key, tally in weakest(tags, least=least, most=most)]
