"""Jobs: list, submit, read, rename, delete."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.conf import config
from django_jobkit.core.status import Status
from django_jobkit.rest.access import get_job, owner_of, parse_id, scope_of_caller, visible_jobs
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.conditional import etag_of, is_unchanged, present_state
from django_jobkit.rest.filters import JOB_ORDERINGS, JobFilterSet, narrowed, ordered
from django_jobkit.rest.idempotency import idempotency_key
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.lookups import sight_of, whole_of
from django_jobkit.rest.openapi import job_operations as described
from django_jobkit.rest.pagination import paginate
from django_jobkit.rest.representation import LISTED, job_in_list, whole_job
from django_jobkit.rest.serializers import JobNameSerializer, SubmissionSerializer
from django_jobkit.rest.waiting import wait_for_change, wanted_wait
from django_jobkit.services.remove import remove_job, rename_job
from django_jobkit.services.submit import Submitted, submit_job
from django_jobkit.services.submit_tracked import submit_tracked


class JobsView(JobkitView):
    """The caller's jobs."""

    @described.list_jobs
    def get(self, request: Request) -> Response:
        """A page of them, newest first."""
        rows, order = ordered(request, visible_jobs(request).only(*LISTED), JOB_ORDERINGS, "-created_at")
        page = paginate(request, narrowed(request, rows, JobFilterSet), order)
        collection = collection_url(request)
        return Response(page.body(lambda job: job_in_list(job, collection)))

    @described.submit_job
    def post(self, request: Request) -> Response:
        """Submit an executed job, or make a tracked one."""
        key = idempotency_key(request)
        body = request.data
        if isinstance(body, dict) and body.get("task") is None:
            return _answer(request, _tracked(request, body, key), status=201)
        serializer = SubmissionSerializer()
        validated = serializer.run_validation(body)
        submitted = submit_job(serializer.wish(validated, owner_of(request), scope_of_caller(request), key))
        return _answer(request, submitted, status=202)


def _tracked(request: Request, body: dict[str, Any], key: str | None) -> Submitted:
    if body.get("params") not in (None, {}):
        raise ValidationError({"task": ["Params are for a task; name it."]})
    wish = JobNameSerializer(data=body)
    wish.is_valid(raise_exception=True)
    owner, scope = owner_of(request), scope_of_caller(request)
    return submit_tracked(wish.validated_data["name"], owner=owner, scope=scope, idempotency_key=key)


def _answer(request: Request, submitted: Submitted, status: int) -> Response:
    collection = collection_url(request)
    job = submitted.job
    headers = {"Location": f"{collection}{job.id}/"}
    if not job.is_terminal:
        headers["Retry-After"] = str(config.RETRY_AFTER)
    if submitted.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(whole_job(job, collection), status=status, headers=headers)


class JobView(JobkitView):
    """One job."""

    @described.read_job
    def get(self, request: Request, job_id: str) -> Response:
        """The job as it is now, or as soon as it changed."""
        pk = parse_id(job_id)
        seconds, applied = wanted_wait(request)
        if self.judges_each_job():
            self.admitted(get_job(request, job_id))
        response = None
        if seconds:
            waited = self._wait(request, pk, seconds)
            applied = applied if waited else ""
        if request.META.get("HTTP_IF_NONE_MATCH"):
            response = self._unchanged(request, pk)
        response = response or self._present(request, pk)
        if applied:
            response.headers["Preference-Applied"] = applied
        return response

    def _unchanged(self, request: Request, pk: UUID) -> Response | None:
        if not self._is_json(request):
            # A page for people shows more than the job: who is signed in, and a CSRF token.
            return None
        revision, status = sight_of(request, pk)
        etag = etag_of(pk, revision)
        return present_state(Response(status=304), etag, status) if is_unchanged(request, etag) else None

    def _present(self, request: Request, pk: UUID) -> Response:
        job = whole_of(request, pk)
        response = Response(whole_job(job, collection_url(request, below=1)))
        etag = etag_of(pk, job.revision) if self._is_json(request) else None
        return present_state(response, etag, job.status)

    def _wait(self, request: Request, pk: UUID, seconds: float) -> bool:
        first = sight_of(request, pk)
        if Status(first[1]).is_terminal:
            return True
        if request.META.get("HTTP_IF_NONE_MATCH") and self._unchanged(request, pk) is None:
            return True
        return wait_for_change(pk, seconds, lambda: sight_of(request, pk), lambda seen: seen != first)[1]

    def _is_json(self, request: Request) -> bool:
        return bool(request.accepted_renderer.format == "json")

    @described.rename_job
    def put(self, request: Request, job_id: str) -> Response:
        """Rename the job."""
        return self._rename(request, job_id, partial=False)

    @described.rename_job_partially
    def patch(self, request: Request, job_id: str) -> Response:
        """Rename the job."""
        return self._rename(request, job_id, partial=True)

    def _rename(self, request: Request, job_id: str, *, partial: bool) -> Response:
        job = self.admitted(get_job(request, job_id))
        wish = JobNameSerializer(data=request.data, partial=partial)
        wish.is_valid(raise_exception=True)
        # A PATCH of nothing changes nothing, not even the ETag.
        name = wish.validated_data.get("name")
        renamed = whole_of(request, job.pk) if name is None else rename_job(job, name)
        return Response(whole_job(renamed, collection_url(request, below=1)))

    @described.delete_job
    def delete(self, request: Request, job_id: str) -> Response:
        """Delete the job with its history and result."""
        remove_job(self.admitted(get_job(request, job_id)))
        return Response(status=204)
