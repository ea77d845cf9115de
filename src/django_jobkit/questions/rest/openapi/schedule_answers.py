"""The bodies about schedules, as schemas."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.questions.models import Outcome
from django_jobkit.questions.rest import schedule_serializers as bounds
from django_jobkit.questions.rest.openapi.question_answers import QuestionAnswer
from django_jobkit.questions.rest.schedule_representation import NEW, PROSPECT, STATES
from django_jobkit.questions.services.time_zones import MAX_ZONE
from django_jobkit.rest.openapi.answers import COUNT, ID, INTEGER, MOMENT, NUMBER, nullable, record, status_schema
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema


def _or_null(schema: Schema) -> Schema:
    # In words of every version of OpenAPI, for the body of a PATCH is not translated.
    return {"anyOf": [schema, {"enum": [None]}]}


_PARAMETERS: Schema = {"type": "array", "items": NUMBER, "minItems": 21, "maxItems": 21}
_STEPS: Schema = {
    "type": "array",
    "items": {"type": "integer", "minimum": 1, "maximum": bounds.MOST_MINUTES},
    "maxItems": bounds.MOST_STEPS,
    "description": "Minutes.",
}
#: What can be changed of the settings.
PRACTICE: dict[str, Schema] = {
    "desired_retention": {"type": "number", "minimum": bounds.LEAST_RETENTION, "maximum": bounds.MOST_RETENTION},
    "parameters": {**_or_null(_PARAMETERS), "description": "Of FSRS; null for its defaults."},
    "learning_steps": _STEPS,
    "relearning_steps": _STEPS,
    "maximum_interval": {"type": "integer", "minimum": 1, "maximum": bounds.MOST_DAYS, "description": "Days."},
    "interview_date": {**_or_null({"type": "string", "format": "date"}), "description": "Nothing is due after it."},
    "new_per_day": {"type": "integer", "minimum": 0, "maximum": bounds.MOST_NEW},
    "leech_threshold": {
        **_or_null({"type": "integer", "minimum": 1, "maximum": bounds.MOST_NEW}),
        "description": "Lapses that make a leech; null for the number of the project.",
    },
    "time_zone": {
        "type": "string",
        "maxLength": MAX_ZONE,
        "pattern": NO_NUL,
        "description": "The IANA name of the zone in which days begin; empty for that of the project.",
    },
}
_REBUILT = "The job that brings the dates in line with the settings; null once it has."


def scheduled(auto_schema: AutoSchema) -> dict[str, Schema]:
    """The fields of a schedule."""
    state: Schema = {"type": "string", "enum": [NEW, *STATES.values()], "description": "new: never attempted."}
    return {
        "state": component(auto_schema, "QuestionScheduleState", state),
        "due_at": {**nullable(MOMENT), "description": "null for a new question."},
        "fsrs_due_at": {**nullable(MOMENT), "description": "As if there were no interview."},
        "overdue_days": COUNT,
        "stability": {**nullable(NUMBER), "description": "Days until it is forgotten with a chance of one in ten."},
        "fsrs_difficulty": {**nullable(NUMBER), "description": "1 to 10."},
        "retrievability": {**nullable(NUMBER), "description": "How likely it would be solved now, 0 to 1."},
        "reviews": {**COUNT, "description": "Attempts that count: those with an outcome."},
        "lapses": {**COUNT, "description": "How often it was forgotten."},
        "is_leech": {"type": "boolean", "description": "Forgotten so often that it needs another approach."},
        "reviewed_at": nullable(MOMENT),
    }


class PracticeSettingsBody(Drawn):
    """How somebody practises."""

    name = "PracticeSettings"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the job that follows a change."""
        rebuild = record({"job": ID, "status": status_schema(auto_schema)})
        job = component(auto_schema, "PracticeSettingsRebuild", rebuild)
        return record({**PRACTICE, "rebuild": {**nullable(job), "description": _REBUILT}})


class PracticeSettingsWish(Drawn):
    """How somebody wants to practise."""

    name = "PracticeSettingsWish"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """What is missing is as it was by PATCH, or as by default by PUT."""
        return record(PRACTICE, tuple(PRACTICE))


class QuestionSchedule(Drawn):
    """When a question is due."""

    name = "QuestionSchedule"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With what an attempt would change."""
        fields = scheduled(auto_schema)
        prospect = component(auto_schema, "QuestionProspect", record({name: fields[name] for name in PROSPECT}))
        after = record(dict.fromkeys(Outcome.values, nullable(prospect)))
        said = "For each outcome, the schedule after an attempt made now."
        ahead = component(auto_schema, "QuestionProspects", {**after, "description": said})
        return record({"question": INTEGER, **fields, "if_attempted_now": ahead})


class DueQuestion(Drawn):
    """A place in the queue."""

    name = "DueQuestion"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """The question and its schedule."""
        question = auto_schema.resolve_serializer(QuestionAnswer, "response").ref
        return record({"question": question, **scheduled(auto_schema)})


class Queue(Drawn):
    """Today's queue."""

    name = "DueQuestions"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Due questions, then new ones."""
        return {"type": "array", "items": auto_schema.resolve_serializer(DueQuestion, "response").ref}
