"""The JSON Schemas of a task, serializer classes included."""

from __future__ import annotations

from typing import Any

from django_jobkit.core.registry import Task


def params_schema(task: Task[Any, Any]) -> dict[str, Any]:
    """The JSON Schema of the params of `task`."""
    return task.params.schema()


def result_schema(task: Task[Any, Any]) -> dict[str, Any]:
    """The JSON Schema of the result of `task`."""
    return task.results.schema()
