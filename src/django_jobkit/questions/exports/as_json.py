"""Questions as JSON, which the platform ``file`` imports again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django_jobkit.questions.exports.entries import Entry
from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.rest.representation import moment


def write_json(file: IO[bytes], entries: Iterable[Entry]) -> None:
    """An object with the list `questions`; a line for each question, and one for each of its `logs`."""
    between = b'{"questions": [\n'
    for entry in entries:
        # Everything but the bracket that ends the object: the attempts come first.
        file.write(between + _dumped(_question(entry.question, entry.tags))[:-1])
        inside = b', "logs": ['
        for log in entry.logs:
            file.write(inside + b"\n" + _dumped(_log(log)))
            inside = b","
        file.write(b"]}" if inside == b"," else b', "logs": []}')
        between = b",\n"
    file.write(b'{"questions": []}\n' if between != b",\n" else b"\n]}\n")


def _dumped(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")


def _question(question: Question, tags: Sequence[str]) -> dict[str, Any]:
    return {
        "id": question.pk,
        "title": question.title,
        "source": question.source,
        "content": question.content,
        "slug": question.slug,
        "difficulty": question.difficulty,
        "is_active": question.is_active,
        "tags": list(tags),
        "attempts_count": question.attempts_count,
        "solved_count": question.solved_count,
        "last_attempted_at": moment(question.last_attempted_at),
        "created_at": moment(question.created_at),
        "updated_at": moment(question.updated_at),
    }


def _log(log: QuestionLog) -> dict[str, Any]:
    return {
        "id": log.pk,
        "date_attempted": moment(log.date_attempted),
        "time_spent_min": log.time_spent_min,
        "outcome": log.outcome,
        "solution_approach": log.solution_approach,
        "self_notes": log.self_notes,
    }
