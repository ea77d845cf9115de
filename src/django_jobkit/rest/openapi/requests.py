"""The bodies that clients send, as schemas: one variant for each registered task."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from django_jobkit.conf import config
from django_jobkit.core.options import PRIORITY_LIMIT
from django_jobkit.core.registry import registry
from django_jobkit.models.job_status import MAX_MESSAGE
from django_jobkit.rest.celery_words import kinds_of
from django_jobkit.rest.fields import VISIBLE
from django_jobkit.rest.openapi.answers import ANYTHING, ID, MOMENT, nullable, record, status_schema
from django_jobkit.rest.openapi.components import PREFIX, Drawn, component, register
from django_jobkit.rest.openapi.json_schema import NO_NUL, Schema
from django_jobkit.rest.openapi.task_components import AnyTask, component_names, params_component
from django_jobkit.rest.serializers import MAX_NAME, MAX_QUEUE

NAME: Schema = {"type": "string", "maxLength": MAX_NAME, "pattern": VISIBLE}
MESSAGE: Schema = {"type": "string", "maxLength": MAX_MESSAGE, "pattern": NO_NUL}


def _options() -> dict[str, Schema]:
    queue = {"type": "string", "maxLength": MAX_QUEUE, "pattern": VISIBLE}
    options: dict[str, Schema] = {
        "name": NAME,
        "priority": {"type": "integer", "minimum": -PRIORITY_LIMIT, "maximum": PRIORITY_LIMIT},
        "queue": queue,
        "run_after": MOMENT,
        "max_attempts": {"type": "integer", "minimum": 1, "maximum": config.MAX_ATTEMPTS_LIMIT},
        "timeout": {"type": "number", "minimum": 0.001, "maximum": config.TIMEOUT_LIMIT, "description": "Seconds."},
    }
    return {name: nullable(schema) for name, schema in options.items()}


class JobName(Drawn):
    """The name of a job."""

    name = "JobName"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Nothing else of a job can be written."""
        return record({"name": NAME})


class Submission(Drawn):
    """A job to be submitted: of one of the registered tasks, or tracked."""

    name = "Submission"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Both kinds."""
        # Without `task`, and so never mistaken for one of the others.
        no_params = {"type": ["object", "null"], "maxProperties": 0}
        tracked = record({"name": NAME, "task": {"type": "null"}, "params": no_params}, ("task", "params"))
        variants = [component(auto_schema, "TrackedJob", tracked)]
        names = component_names()
        executed = {task.name: _variant(auto_schema, task, names[task.name]) for task in registry.public()}
        if executed:
            variants.append(component(auto_schema, "ExecutedJob", one_of("task", executed)))
        return {"oneOf": variants}


def _variant(auto_schema: AutoSchema, task: AnyTask, name: str) -> Schema:
    params = params_component(auto_schema, task, name)
    properties = {"task": component(auto_schema, f"{name}Task", {"type": "string", "enum": [task.name]})}
    optional = tuple(_options()) if needs_params(auto_schema, params) else (*_options(), "params")
    variant = record({**properties, "params": params, **_options()}, optional, description=task.description)
    return component(auto_schema, f"{name}Job", variant)


def needs_params(auto_schema: AutoSchema, params: Schema) -> bool:
    """Whether the component `params` has properties that must be given."""
    return bool(resolved(auto_schema, params).get("required"))


def resolved(auto_schema: AutoSchema, schema: Schema) -> Schema:
    """What `schema` refers to, if it does: the params of a model that nests itself are a mere reference."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = auto_schema.registry[name, "schemas"].schema
    return schema


def one_of(name: str, variants: dict[str, Schema]) -> Schema:
    """One of the `variants`, told apart by their property `name`."""
    mapping = {value: reference["$ref"] for value, reference in variants.items()}
    unique = {reference["$ref"]: reference for reference in variants.values()}
    return {"oneOf": list(unique.values()), "discriminator": {"propertyName": name, "mapping": mapping}}


class Bulk(Drawn):
    """Many jobs to be submitted."""

    name = "Bulk"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Each is judged by itself, or all of them together."""
        auto_schema.resolve_serializer(Submission, "request")
        loose: Schema = {"type": "object", "additionalProperties": ANYTHING}
        executed = f"{PREFIX}ExecutedJob"
        is_drawn = (executed, "schemas") in auto_schema.registry._components
        strict = {"$ref": f"#/components/schemas/{executed}"} if is_drawn else loose
        said = "What is wrong with one of them is said in its place of the answer."
        each = _bulk({**loose, "description": said}, atomic=False)
        return {
            "oneOf": [
                component(auto_schema, "BulkOfEach", each),
                component(auto_schema, "BulkOfAll", _bulk(strict, atomic=True)),
            ]
        }


def _bulk(item: Schema, *, atomic: bool) -> Schema:
    jobs = {"type": "array", "items": item, "maxItems": config.BULK_LIMIT}
    kept = {"type": "boolean", "enum": [atomic]}
    return record({"jobs": jobs, "atomic": kept}, () if atomic else ("atomic",))


class Report(Drawn):
    """A status of a tracked job."""

    name = "Report"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """By its client."""
        properties = {"job": ID, "status_type": status_schema(auto_schema), "message": MESSAGE}
        return record(properties, ("message",))


class Correction(Drawn):
    """A correction of a reported status."""

    name = "Correction"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Its job stays the same."""
        return record({"status_type": status_schema(auto_schema), "message": MESSAGE}, ("message",))


class AdHocTaskWish(Drawn):
    """An ad-hoc task by its type, with its parameters beside it."""

    name = "AdHocTaskWish"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """One variant for each registered task."""
        names = component_names()
        variants: dict[str, Schema] = {}
        for task in registry.public():
            variant = _ad_hoc_variant(auto_schema, task, names[task.name])
            variants |= dict.fromkeys(kinds_of(task), variant) if variant else {}
        return one_of("type", variants) if variants else {"type": "object", "additionalProperties": ANYTHING}


def _ad_hoc_variant(auto_schema: AutoSchema, task: AnyTask, name: str) -> Schema | None:
    params = resolved(auto_schema, params_component(auto_schema, task, name))
    properties: dict[str, Any] = params.get("properties", {})
    if "type" in properties:
        return None
    kind = component(auto_schema, f"{name}Type", {"type": "string", "enum": kinds_of(task)})
    schema = {
        **params,
        "type": "object",
        "properties": {"type": kind, **properties},
        "required": ["type", *params.get("required", [])],
    }
    return register(auto_schema, f"{name}AdHocTask", schema)
