"""The bodies that overviews, bulk submits and ad-hoc tasks send, as schemas."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.core.registry import registry
from django_jobkit.core.status import Status
from django_jobkit.rest.celery_words import CELERY_STATUSES
from django_jobkit.rest.openapi.answers import (
    ANY_OBJECT,
    ANYTHING,
    ID,
    INTEGER,
    MESSAGES,
    NUMBER,
    TEXT,
    ErrorAnswer,
    nullable,
    record,
)
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema
from django_jobkit.rest.openapi.task_components import component_names, result_component


class ResultAnswer(Drawn):
    """The result of a job."""

    name = "Result"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """What any of the registered tasks returns, or one that is registered no longer."""
        names = component_names()
        known = [result_component(auto_schema, task, names[task.name]) for task in registry.public()]
        return record({"job": ID, "result": {"anyOf": [*filter(None, known), ANYTHING]}})


class SummaryAnswer(Drawn):
    """Jobs in numbers."""

    name = "Summary"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """By status and by queue."""
        queue = {"queue": TEXT, "pending": INTEGER, "running": INTEGER, "oldest_pending_seconds": nullable(NUMBER)}
        return record(
            {
                "total": INTEGER,
                "count_is_capped": {"type": "boolean", "description": "Whether a status has more jobs than it says."},
                "by_status": component(auto_schema, "Counts", record(dict.fromkeys(Status.values, INTEGER))),
                "queues": {"type": "array", "items": component(auto_schema, "QueueLoad", record(queue))},
            }
        )


class TypesAnswer(Drawn):
    """The tasks that can be submitted."""

    name = "Types"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With the JSON Schemas of their params and results."""
        texts = dict.fromkeys(("task", "description", "queue"), TEXT)
        item = record({**texts, "params_schema": ANY_OBJECT, "result_schema": ANY_OBJECT})
        return record({"results": {"type": "array", "items": component(auto_schema, "Type", item)}})


_RESULTS: Schema = {
    "type": "array",
    "items": record(
        {"index": INTEGER, "id": {**nullable(ID), "description": "null when others kept it back."}, "errors": MESSAGES},
        optional=("id", "errors"),
    ),
}


class BulkAnswer(Drawn):
    """What became of each job."""

    name = "BulkAnswer"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Its id, or its errors by field."""
        return record({"results": _RESULTS})


class BulkRefusal(Drawn):
    """An error that says what was wrong with each job."""

    name = "BulkRefusal"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """`results` is there when the jobs are to blame, and not the call as a whole."""
        schema = ErrorAnswer().draw(auto_schema)
        schema["properties"]["results"] = _RESULTS
        return schema


class AdHocTaskSubmitted(Drawn):
    """An ad-hoc task that was submitted."""

    name = "AdHocTaskSubmitted"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With its parameters, defaults filled in."""
        return record({"task_id": ID, "task_type": TEXT, "parameters": ANY_OBJECT})


class AdHocTask(Drawn):
    """How an ad-hoc task stands."""

    name = "AdHocTask"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """In Celery's words."""
        words = component(auto_schema, "CeleryStatus", {"type": "string", "enum": CELERY_STATUSES})
        return record({"task_id": ID, "status": words, "result": ANYTHING, "error": nullable(TEXT)})
