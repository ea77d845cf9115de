"""The bodies that we send about questions, attempts and tags, as schemas."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.questions.models import Difficulty, Outcome
from django_jobkit.rest.openapi.answers import COUNT, INTEGER, MOMENT, TEXT, nullable, page_of, record
from django_jobkit.rest.openapi.components import Drawn
from django_jobkit.rest.openapi.json_schema import Schema

_DIFFICULTY: Schema = {"type": "string", "enum": [*Difficulty.values, ""]}
_OUTCOME: Schema = {"type": "string", "enum": [*Outcome.values, ""]}


class TagAnswer(Drawn):
    """A tag."""

    name = "Tag"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Its name."""
        return record({"id": INTEGER, "name": TEXT})


class QuestionAnswer(Drawn):
    """A question."""

    name = "Question"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With its tags, and the counts of its attempts."""
        tag = auto_schema.resolve_serializer(TagAnswer, "response").ref
        return record(
            {
                "id": INTEGER,
                "title": TEXT,
                "source": TEXT,
                "content": {**TEXT, "description": "HTML, of which only what is harmless was kept."},
                "slug": {**TEXT, "description": "Made of the first title, and different from those of your others."},
                "difficulty": _DIFFICULTY,
                "is_active": {"type": "boolean"},
                "tags": {"type": "array", "items": tag},
                "attempts_count": COUNT,
                "solved_count": COUNT,
                "last_attempted_at": nullable(MOMENT),
                "created_at": MOMENT,
                "updated_at": {**MOMENT, "description": "An attempt is no change of the question."},
            }
        )


class LogAnswer(Drawn):
    """An attempt at a question."""

    name = "QuestionLog"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the title of the question."""
        return record(
            {
                "id": INTEGER,
                "question": INTEGER,
                "title": {**TEXT, "description": "Of the question."},
                "date_attempted": MOMENT,
                "time_spent_min": nullable(COUNT),
                "outcome": _OUTCOME,
                "solution_approach": TEXT,
                "self_notes": TEXT,
            }
        )


def _array_or_page(auto_schema: AutoSchema, item: type[Drawn]) -> Schema:
    row = auto_schema.resolve_serializer(item, "response").ref
    return {"oneOf": [{"type": "array", "items": row}, page_of(auto_schema, item)]}


class QuestionList(Drawn):
    """Questions."""

    name = "QuestionList"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """All of them, or with `limit` or `offset` a page."""
        return _array_or_page(auto_schema, QuestionAnswer)


class LogList(Drawn):
    """Attempts."""

    name = "QuestionLogList"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """All of them, or with `limit` or `offset` a page."""
        return _array_or_page(auto_schema, LogAnswer)


class TagList(Drawn):
    """Tags."""

    name = "TagList"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """All of them, or with `limit` or `offset` a page."""
        return _array_or_page(auto_schema, TagAnswer)
