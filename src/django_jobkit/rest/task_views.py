"""Ad-hoc tasks: jobs in the words of clients that know Celery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.conf import config
from django_jobkit.core.sealed import mask
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import InvalidParams
from django_jobkit.rest.access import one, owner_of, parse_id, scope_of_caller, visible_jobs
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.celery_words import celery_status, find_task
from django_jobkit.rest.idempotency import idempotency_key
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.openapi import task_operations as described
from django_jobkit.services.submit import submit_job


class TasksView(JobkitView):
    """Submitting."""

    @described.submit_task
    def post(self, request: Request) -> Response:
        """Submit a task by its type; everything else in the body is its parameters."""
        kind, params = _wish(request.data)
        task = find_task(kind)
        wish = JobRequest(
            task=task.name,
            params=params,
            owner=owner_of(request),
            scope=scope_of_caller(request),
            idempotency_key=idempotency_key(request),
            by_client=True,
        )
        try:
            submitted = submit_job(wish)
        except InvalidParams as error:
            # Here the params are the body.
            error.details = {field.removeprefix("params."): said for field, said in error.details.items()}
            raise
        job = submitted.job
        headers = {"Location": f"{collection_url(request)}{job.id}/", "Retry-After": str(config.RETRY_AFTER)}
        if submitted.replayed:
            headers["Idempotent-Replayed"] = "true"
        body = {"task_id": str(job.id), "task_type": kind, "parameters": mask(job.params)}
        return Response(body, status=202, headers=headers)


class TaskView(JobkitView):
    """One task."""

    @described.read_task
    def get(self, request: Request, task_id: str) -> Response:
        """How it stands, and its result."""
        rows = visible_jobs(request).exclude(task="").only("id", "status", "owner", "attempt", "result", "error")
        job = self.admitted(one(rows.filter(pk=parse_id(task_id))))
        headers = {} if job.is_terminal else {"Retry-After": str(config.RETRY_AFTER)}
        body = {
            "task_id": str(job.id),
            "status": celery_status(job),
            "result": job.result,
            "error": job.error["message"] if job.error else None,
        }
        return Response(body, headers=headers)


def _wish(body: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(body, Mapping):
        raise ValidationError("Must be an object.")
    kind = body.get("type")
    if not isinstance(kind, str):
        raise ValidationError({"type": ["This field is required." if kind is None else "Not a valid string."]})
    return kind, {name: value for name, value in body.items() if name != "type"}
