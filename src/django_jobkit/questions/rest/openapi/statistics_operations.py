"""The operation on statistics."""

from __future__ import annotations

from django_jobkit.questions.rest.openapi.statistics_answers import DAY, QuestionStatistics
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.operations import operation, query

_WORDS: Schema = {"type": "string", "pattern": r"^[^\x00]*[^\x00\s][^\x00]*$"}
_ZONE: Schema = {"type": "string", "pattern": NO_NUL, "maxLength": 64}
TAG = "Questions"

read_statistics = operation(
    "read",
    TAG,
    parameters=[
        query("from", DAY, "The first day; a year before `to` unless told."),
        query("to", DAY, "The last day; today unless told."),
        query("tz", _ZONE, "The IANA name of the time zone in which days begin; that of the practice settings."),
        query("tag", _WORDS, "Only attempts at questions with this tag, by its id or its name."),
    ],
    answers={200: (QuestionStatistics, "What the caller's attempts add up to.")},
)
