"""Job statuses: what happened to jobs, and what clients of tracked jobs report."""

from __future__ import annotations

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.exceptions import HistoryIsAppendOnly
from django_jobkit.models import Job, JobStatus
from django_jobkit.models.querysets import HEAVY
from django_jobkit.rest.access import one, visible_jobs, visible_statuses
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.filters import STATUS_ORDERINGS, JobStatusFilterSet, narrowed, ordered
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.openapi import status_operations as described
from django_jobkit.rest.pagination import paginate
from django_jobkit.rest.representation import job_status
from django_jobkit.rest.serializers import CorrectionSerializer, ReportSerializer
from django_jobkit.services.report import correct_status, remove_status, report_status

_MAX_DIGITS = 18


class JobStatusesView(JobkitView):
    """The history of all jobs of the caller."""

    @described.list_statuses
    def get(self, request: Request) -> Response:
        """A page of it, oldest first."""
        rows, order = ordered(request, visible_statuses(request), STATUS_ORDERINGS, "timestamp")
        page = paginate(request, narrowed(request, rows, JobStatusFilterSet), order)
        return Response(page.body(job_status))

    @described.report_status
    def post(self, request: Request) -> Response:
        """Report a status of a tracked job."""
        report = ReportSerializer(data=request.data)
        report.is_valid(raise_exception=True)
        wish = report.validated_data
        job = visible_jobs(request).without_payloads().filter(pk=wish["job"]).first()
        if job is None:
            raise _unknown_job()
        try:
            row = report_status(self.admitted(job), wish["status_type"], wish.get("message", ""))
        except Job.DoesNotExist as error:
            # Deleted this very moment.
            raise _unknown_job() from error
        headers = {"Location": f"{collection_url(request)}{row.pk}/"}
        return Response(job_status(row), status=201, headers=headers)


class JobStatusView(JobkitView):
    """One row of a history."""

    @described.read_status
    def get(self, request: Request, status_id: str) -> Response:
        """The row."""
        return Response(job_status(self._get(request, status_id)))

    @described.correct_status
    def put(self, request: Request, status_id: str) -> Response:
        """Correct the row."""
        return self._correct(request, status_id, partial=False)

    @described.correct_status_partially
    def patch(self, request: Request, status_id: str) -> Response:
        """Correct a part of the row."""
        return self._correct(request, status_id, partial=True)

    def _correct(self, request: Request, status_id: str, *, partial: bool) -> Response:
        row = self._get(request, status_id)
        if not row.job.is_tracked:
            raise HistoryIsAppendOnly
        wish = CorrectionSerializer(data=request.data, partial=partial)
        wish.is_valid(raise_exception=True)
        return Response(job_status(correct_status(row, **wish.validated_data)))

    @described.delete_status
    def delete(self, request: Request, status_id: str) -> Response:
        """Take the row out of the history."""
        remove_status(self._get(request, status_id))
        return Response(status=204)

    def _get(self, request: Request, status_id: str) -> JobStatus:
        row = _get_status(request, status_id)
        self.admitted(row.job)
        return row


def _unknown_job() -> ValidationError:
    return ValidationError({"job": ["There is no such job."]})


def _get_status(request: Request, status_id: str) -> JobStatus:
    if not status_id.isascii() or not status_id.isdigit() or len(status_id) > _MAX_DIGITS:
        raise NotFound
    rows = visible_statuses(request).select_related("job").defer(*(f"job__{column}" for column in HEAVY))
    row: JobStatus = one(rows.filter(pk=int(status_id)))
    return row
