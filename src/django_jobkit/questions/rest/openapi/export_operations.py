"""The operation that exports questions."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.questions.exports.formats import formats
from django_jobkit.questions.models import Difficulty, Outcome
from django_jobkit.rest.filters import MAX_TEXT
from django_jobkit.rest.openapi import parameters as core
from django_jobkit.rest.openapi.answers import MOMENT, WholeJob, record
from django_jobkit.rest.openapi.components import Drawn
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.operations import SUBMITTING, operation

_TRUTH: Schema = {"type": "boolean"}
_SEARCH: Schema = {"type": "string", "pattern": NO_NUL, "maxLength": MAX_TEXT}
# Something to read.
_WORDS: Schema = {"type": "string", "pattern": r"^[^\x00]*[^\x00\s][^\x00]*$", "maxLength": MAX_TEXT}
_TAG: Schema = {"oneOf": [{"type": "integer", "minimum": 1}, _WORDS]}


def _many(item: Schema, said: str) -> Schema:
    return {"type": "array", "items": item, "maxItems": 50, "description": said}


class QuestionExport(Drawn):
    """What to export, and as what."""

    name = "QuestionExport"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """The filters are those of the list of questions."""
        outcomes: Schema = {"type": "string", "enum": Outcome.values}
        properties: dict[str, Schema] = {
            "format": {"type": "string", "enum": list(formats), "default": "csv"},
            "tag": _many(_TAG, "Only questions with any of these tags, by id or name."),
            "tag_all": _many(_TAG, "Only questions with all of these tags."),
            "difficulty": _many({"type": "string", "enum": Difficulty.values}, "Only these difficulties."),
            "is_active": _TRUTH,
            "source": {**_WORDS, "description": "Only questions whose source contains this."},
            "outcome": _many(outcomes, "Only questions with an attempt that ended so."),
            "last_outcome": _many(outcomes, "Only questions whose last attempt ended so."),
            "attempted": _TRUTH,
            "attempted_after": MOMENT,
            "attempted_before": MOMENT,
            "search": {**_SEARCH, "description": "Only questions with each of these words."},
        }
        return record(properties, tuple(properties), additionalProperties=False)


export_questions = operation(
    "submit",
    "Questions",
    request=QuestionExport,
    needs_body=False,
    parameters=[core.IDEMPOTENCY_KEY, core.location(202), core.retry_after(202), core.replayed(202)],
    answers={202: (WholeJob, "The job that leaves the file behind; its result names the artifact.")},
    errors=SUBMITTING,
)
