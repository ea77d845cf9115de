"""The attempts at questions that a batch of rows brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections

from django_jobkit.questions.importing.judged import Judged
from django_jobkit.questions.importing.traces import trace_of_attempt
from django_jobkit.questions.models import QuestionImport, QuestionLog
from django_jobkit.services.database import jobs_alias


def add_logs(question_import: QuestionImport, judged: Sequence[Judged]) -> None:
    """Write the attempts of these rows, whose questions are stored."""
    logs = [
        QuestionLog(
            owner_id=question_import.owner_id,
            question_id=one.question_id,
            date_attempted=attempt.date_attempted,
            outcome=attempt.outcome,
            time_spent_min=attempt.time_spent_min,
            solution_approach=attempt.solution_approach,
            self_notes=attempt.self_notes,
        )
        for one in judged
        for attempt in one.verdict.attempts
    ]
    if logs:
        QuestionLog.objects.using(jobs_alias()).bulk_create(logs)
    ids = _ids_of_logs(logs)
    made = iter(logs)
    for one in judged:
        mine = [next(made) for _ in one.verdict.attempts]
        one.undo["logs"] = {str(ids.get(_place(log), log.pk)): trace_of_attempt(log) for log in mine}


def _place(log: QuestionLog) -> tuple[Any, ...]:
    return log.question_id, log.date_attempted, log.outcome


def _ids_of_logs(logs: Sequence[QuestionLog]) -> dict[tuple[Any, ...], int]:
    # As with questions: an attempt is told from others by when it was and how it went.
    if tells_keys():
        return {}
    rows = QuestionLog.objects.using(jobs_alias()).filter(question_id__in={log.question_id for log in logs})
    return {_place(row): row.pk for row in rows.order_by("pk")}


def tells_keys() -> bool:
    """Whether the database tells the keys of rows that are inserted together."""
    return bool(connections[jobs_alias()].features.can_return_rows_from_bulk_insert)
