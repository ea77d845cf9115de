"""What tells whether something still is as an import left it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from django_jobkit.questions.models import QuestionLog

_LENGTH = 32


def trace_of(fields: Mapping[str, Any], tags: Collection[int] | None) -> str:
    """What these columns of a question, and its tags, have come to; None for tags that do not matter."""
    return _sum([sorted(fields.items()), None if tags is None else sorted(tags)])


def trace_of_attempt(log: QuestionLog) -> str:
    """Likewise of an attempt, with the question that it belongs to."""
    date = round(log.date_attempted.timestamp() * 1_000_000)
    return _sum([log.question_id, date, log.outcome, log.time_spent_min, log.solution_approach, log.self_notes])


def _sum(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:_LENGTH]
