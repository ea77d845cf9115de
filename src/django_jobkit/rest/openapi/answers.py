"""The bodies that we send, as schemas."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from drf_spectacular.openapi import AutoSchema

from django_jobkit.conf import config
from django_jobkit.core.status import Status
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema

ID: Schema = {"type": "string", "format": "uuid"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "number"}
INTEGER: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
URL: Schema = {"type": "string", "format": "uri"}
ANYTHING: Schema = {}
ANY_OBJECT: Schema = {"type": "object", "additionalProperties": ANYTHING}
COUNT: Schema = {"type": "integer", "minimum": 0}
MESSAGES: Schema = {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}


def nullable(schema: Schema) -> Schema:
    """`schema` or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def record(properties: dict[str, Schema], optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object that has all of `properties` but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    # No version of OpenAPI before 3.1 takes an empty list of them.
    return {"type": "object", "properties": properties, **({"required": required} if required else {}), **more}


def status_schema(auto_schema: AutoSchema) -> Schema:
    """The five statuses, as one component."""
    said = "Where a job stands. COMPLETED, FAILED and CANCELLED are terminal."
    return component(auto_schema, "Status", {"type": "string", "enum": list(Status.values), "description": said})


def _owner() -> Schema:
    key = get_user_model()._meta.pk
    return INTEGER if isinstance(key, models.IntegerField) else TEXT


class ErrorAnswer(Drawn):
    """What every error looks like."""

    name = "Error"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """A sentence, a stable code, and messages by field; nested fields are dotted."""
        return record({"error": TEXT, "code": TEXT, "details": MESSAGES})


class ListedJob(Drawn):
    """A job without its params and result."""

    name = "ListedJob"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """All that lists show."""
        moments = ("created_at", "updated_at")
        maybe = ("started_at", "finished_at", "cancel_requested_at")
        places = ("self", "result", "statuses", "artifacts", "cancel", "retry")
        links = component(auto_schema, "Links", record(dict.fromkeys(places, URL)))
        return record(
            {
                "id": ID,
                "name": TEXT,
                "task": {"type": ["string", "null"], "description": "null for a tracked job."},
                "status": status_schema(auto_schema),
                "error": nullable(component(auto_schema, "JobError", _JOB_ERROR)),
                "progress": component(auto_schema, "Progress", _PROGRESS),
                "attempt": INTEGER,
                "max_attempts": INTEGER,
                "queue": TEXT,
                "priority": INTEGER,
                "run_after": nullable(MOMENT),
                "timeout": {"type": ["number", "null"], "description": "Seconds per attempt."},
                "owner": {**nullable(_owner()), "description": "Primary key of the user; null when nobody owns it."},
                **dict.fromkeys(moments, MOMENT),
                **dict.fromkeys(maybe, nullable(MOMENT)),
                "links": links,
            }
        )


_JOB_ERROR = record({"type": TEXT, "message": TEXT, "code": TEXT}, description="Why the job failed.")
_PROGRESS = record(
    {"current": nullable(NUMBER), "total": nullable(NUMBER), "percent": nullable(NUMBER), "message": TEXT},
    description="`percent` is 0 to 100; null when the total is not known.",
)


class WholeJob(Drawn):
    """A job."""

    name = "Job"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """With its params and its result."""
        schema = ListedJob().draw(auto_schema)
        schema["properties"] |= {
            "params": {"type": "object", "additionalProperties": ANYTHING},
            "result": {"description": "null unless COMPLETED."},
        }
        schema["required"] += ["params", "result"]
        return schema


class JobStatusAnswer(Drawn):
    """A row of a job's history."""

    name = "JobStatus"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """As it is listed, too."""
        status = status_schema(auto_schema)
        kept = {"attempt": INTEGER, "message": TEXT}
        return record({"id": INTEGER, "job": ID, "status_type": status, "timestamp": MOMENT, **kept})


def page_of(auto_schema: AutoSchema, item: type[Drawn]) -> Schema:
    """A page of what `item` draws."""
    exact = f"Exact up to {config.COUNT_CAP:,}."
    return record(
        {
            "count": {**INTEGER, "description": exact},
            "count_is_capped": {"type": "boolean", "description": "Whether there are more than `count`."},
            "next": nullable(URL),
            "previous": nullable(URL),
            "results": {"type": "array", "items": auto_schema.resolve_serializer(item, "response").ref},
        }
    )


class JobPage(Drawn):
    """A page of jobs."""

    name = "JobPage"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Of what lists show."""
        return page_of(auto_schema, ListedJob)


class JobStatusPage(Drawn):
    """A page of job statuses."""

    name = "JobStatusPage"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Oldest first."""
        return page_of(auto_schema, JobStatusAnswer)
