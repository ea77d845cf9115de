"""The bodies that clients send about questions, attempts and tags, as schemas."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import Difficulty, Outcome
from django_jobkit.questions.models.log import MAX_APPROACH, MAX_MINUTES
from django_jobkit.questions.models.question import MAX_SOURCE, MAX_TITLE
from django_jobkit.questions.models.tag import MAX_TAG
from django_jobkit.rest.fields import VISIBLE
from django_jobkit.rest.openapi.answers import MOMENT, record
from django_jobkit.rest.openapi.components import Drawn
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema

_DIFFICULTY: Schema = {"type": "string", "enum": [*Difficulty.values, ""]}
_OUTCOME: Schema = {"type": "string", "enum": [*Outcome.values, ""]}
_MINUTES: Schema = {"type": "integer", "minimum": 0, "maximum": MAX_MINUTES}
_ID: Schema = {"type": "integer", "minimum": 1}


def _text(longest: int) -> Schema:
    return {"type": "string", "maxLength": longest, "pattern": NO_NUL}


def question_fields() -> dict[str, Schema]:
    """What can be written of a question."""
    tags: Schema = {"type": "array", "items": _ID, "maxItems": questions_config.MAX_TAGS}
    return {
        "title": {"type": "string", "maxLength": MAX_TITLE, "pattern": VISIBLE},
        "source": _text(MAX_SOURCE),
        "content": _text(questions_config.MAX_CONTENT),
        "difficulty": _DIFFICULTY,
        "is_active": {"type": "boolean"},
        "tag_ids": {**tags, "description": "Of tags of yours; all that the question has from then on."},
    }


def log_fields() -> dict[str, Schema]:
    """What can be written of an attempt; forms may leave texts and the moment empty."""
    moment = {
        "anyOf": [MOMENT, {"type": "string", "format": "date"}, {"type": "string", "enum": [""]}, {"type": "null"}]
    }
    minutes = {"anyOf": [_MINUTES, {"type": "string", "pattern": "^[0-9]{0,5}$"}, {"type": "null"}]}
    return {
        "date_attempted": {
            **moment,
            "description": "UTC without a zone; when it is empty, it says nothing.",
        },
        "time_spent_min": minutes,
        "outcome": _OUTCOME,
        "solution_approach": _text(MAX_APPROACH),
        "self_notes": _text(questions_config.MAX_CONTENT),
    }


def log_change_fields() -> dict[str, Schema]:
    """Likewise of an attempt that is there."""
    question: Schema = {"anyOf": [_ID, {"type": "string", "pattern": "^[0-9]{0,18}$"}, {"type": "null"}]}
    return {**log_fields(), "question": {**question, "description": "Another one moves the attempt there."}}


def tag_fields() -> dict[str, Schema]:
    """What can be written of a tag."""
    return {"name": {"type": "string", "maxLength": MAX_TAG, "pattern": VISIBLE}}


class QuestionWish(Drawn):
    """A question as it shall be."""

    name = "QuestionWish"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Only its title must be said; a slug must not."""
        fields = question_fields()
        return record(fields, tuple(name for name in fields if name != "title"))


class LogWish(Drawn):
    """An attempt as it shall be."""

    name = "QuestionLogWish"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Nothing must be said."""
        return record(log_fields(), tuple(log_fields()))


class LogChange(Drawn):
    """What changes of an attempt."""

    name = "QuestionLogChange"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Nothing must be said."""
        return record(log_change_fields(), tuple(log_change_fields()))


class TagWish(Drawn):
    """A tag as it shall be."""

    name = "TagWish"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Its name."""
        return record(tag_fields())


def partial(fields: dict[str, Schema]) -> dict[str, Any]:
    """The body of a PATCH; drf-spectacular would name its component without our prefix."""
    return {"application/json": {"type": "object", "properties": {name: _said(fields[name]) for name in fields}}}


def _said(schema: Schema) -> Schema:
    """Without null, which OpenAPI 3.0 has another word for: whoever has nothing to say leaves the field out."""
    return {
        key: [one for one in inner if one != {"type": "null"}] if key == "anyOf" else inner
        for key, inner in schema.items()
    }
