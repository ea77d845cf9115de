"""The operations on schedules."""

from __future__ import annotations

from typing import Any

from django_jobkit.questions.rest.openapi.question_parameters import QUESTION_FILTERS, QUESTION_ID
from django_jobkit.questions.rest.openapi.schedule_answers import (
    PRACTICE,
    PracticeSettingsBody,
    PracticeSettingsWish,
    QuestionSchedule,
    Queue,
)
from django_jobkit.rest.openapi.answers import COUNT, record
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.operations import WITH_BODY, answer_header, operation, query

TAG = "Question schedules"
_ZONE: Schema = {"type": "string", "pattern": NO_NUL, "maxLength": 64}
_LIMIT: Schema = {"type": "integer", "minimum": 1}
_CHANGING = (*WITH_BODY, 429, 501)
# A plain schema, for drf-spectacular would name the component of a partial body without our prefix.
_PARTIAL: dict[str, Any] = {"application/json": record(PRACTICE, tuple(PRACTICE), additionalProperties=False)}

list_due = operation(
    "list",
    TAG,
    parameters=[
        *QUESTION_FILTERS,
        query("limit", _LIMIT, "Questions at most; as many as fit on a page unless told."),
        query("tz", _ZONE, "The IANA name of the time zone in which today ends; that of the practice settings."),
        answer_header("X-Total-Count", COUNT, "Questions in the queue, whatever the limit.", [200]),
    ],
    answers={200: (Queue, "What to practise today, in order.")},
    errors=[501],
)
read_schedule = operation(
    "read",
    TAG,
    parameters=[QUESTION_ID],
    answers={200: (QuestionSchedule, "When the question is due.")},
    errors=[404, 501],
)
read_settings = operation("read", TAG, answers={200: (PracticeSettingsBody, "How the caller practises.")})
replace_settings = operation(
    "update",
    TAG,
    request=PracticeSettingsWish,
    answers={200: (PracticeSettingsBody, "The settings as they are now.")},
    errors=_CHANGING,
)
change_settings = operation(
    "partial_update",
    TAG,
    request=_PARTIAL,
    answers={200: (PracticeSettingsBody, "The settings as they are now.")},
    errors=_CHANGING,
)
