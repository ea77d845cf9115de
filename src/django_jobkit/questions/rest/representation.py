"""How questions, attempts and tags look in JSON."""

from __future__ import annotations

from typing import Any

from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.rest.representation import moment


def question_row(question: Question) -> dict[str, Any]:
    """A question with its tags, in the order of their names."""
    return {
        "id": question.pk,
        "title": question.title,
        "source": question.source,
        "content": question.content,
        "slug": question.slug,
        "difficulty": question.difficulty,
        "is_active": question.is_active,
        "tags": [tag_row(tag) for tag in sorted(question.tags.all(), key=lambda tag: (tag.name.casefold(), tag.pk))],
        "attempts_count": question.attempts_count,
        "solved_count": question.solved_count,
        "last_attempted_at": moment(question.last_attempted_at),
        "created_at": moment(question.created_at),
        "updated_at": moment(question.updated_at),
    }


def log_row(log: QuestionLog) -> dict[str, Any]:
    """An attempt, with the title of its question."""
    return {
        "id": log.pk,
        "question": log.question_id,
        "title": log.question.title,
        "date_attempted": moment(log.date_attempted),
        "time_spent_min": log.time_spent_min,
        "outcome": log.outcome,
        "solution_approach": log.solution_approach,
        "self_notes": log.self_notes,
    }


def tag_row(tag: Tag) -> dict[str, Any]:
    """A tag."""
    return {"id": tag.pk, "name": tag.name}
