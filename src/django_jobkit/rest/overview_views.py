"""What there is: the caller's jobs in numbers, and the tasks that can be submitted."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.core.registry import registry
from django_jobkit.rest.access import visible_jobs
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.openapi import job_operations as described
from django_jobkit.rest.summary import summary_of
from django_jobkit.rest.task_schemas import params_schema, result_schema


class SummaryView(JobkitView):
    """The caller's jobs in numbers."""

    @described.read_summary
    def get(self, request: Request) -> Response:
        """How many there are by status, and what waits in each queue."""
        return Response(summary_of(visible_jobs(request)))


class TypesView(JobkitView):
    """The tasks that clients may submit."""

    @described.list_types
    def get(self, request: Request) -> Response:
        """Each with the JSON Schemas of its params and result."""
        results = [
            {
                "task": task.name,
                "description": task.description,
                "queue": task.options.queue,
                "params_schema": params_schema(task),
                "result_schema": result_schema(task),
            }
            for task in registry.public()
        ]
        return Response({"results": results})
