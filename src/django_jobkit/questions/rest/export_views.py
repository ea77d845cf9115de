"""Exports."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit import JobRequest
from django_jobkit.conf import config
from django_jobkit.questions.exports.running import EXPORT_TASK
from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.export_serializers import wished_export
from django_jobkit.questions.rest.openapi import export_operations as described
from django_jobkit.rest.access import owner_of
from django_jobkit.rest.idempotency import idempotency_key
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.representation import whole_job
from django_jobkit.services.submit import Submitted, submit_job


class ExportView(OwnerView):
    """Exporting."""

    @described.export_questions
    def post(self, request: Request) -> Response:
        """Submit a job that leaves the caller's questions behind as a file."""
        key = idempotency_key(request)
        params = wished_export(request.data)
        name = f"Export of questions as {params['format'].upper()}"
        wish = JobRequest(task=EXPORT_TASK, params=params, owner=owner_of(request), name=name, idempotency_key=key)
        return _answer(request, submit_job(wish))


def _answer(request: Request, submitted: Submitted) -> Response:
    jobs = f"{collection_url(request, below=2)}jobs/"
    job = submitted.job
    headers = {"Location": f"{jobs}{job.id}/"}
    if not job.is_terminal:
        headers["Retry-After"] = str(config.RETRY_AFTER)
    if submitted.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(whole_job(job, jobs), status=202, headers=headers)
