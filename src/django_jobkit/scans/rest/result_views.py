"""What a scan found: its records, what could not be taken, and what its columns hold."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.core.status import Status
from django_jobkit.rest.filters import narrowed, ordered
from django_jobkit.rest.pagination import paginate
from django_jobkit.scans.models import Scan, ScanProblem
from django_jobkit.scans.problems import ScanHasNoResult
from django_jobkit.scans.rest.access import ScanView
from django_jobkit.scans.rest.columns import Columns, columns_at_hand, columns_of, names_of
from django_jobkit.scans.rest.downloads import DownloadNegotiation, DownloadRenderer, download
from django_jobkit.scans.rest.filters import PROBLEM_ORDERINGS, ProblemFilterSet
from django_jobkit.scans.rest.openapi import result_operations as described
from django_jobkit.scans.rest.record_pages import record_page
from django_jobkit.scans.rest.record_queries import is_filter, is_true, record_query
from django_jobkit.scans.rest.representation import problem_row, status_of
from django_jobkit.scans.store.profiling import profile_of


class ResultView(ScanView):
    """The records."""

    content_negotiation_class = DownloadNegotiation

    @described.read_result
    def get(self, request: Request, job_id: str) -> HttpResponseBase:
        """A page of the records in the order in which they were found, or all of them as a file."""
        scan = self.scan(request, job_id)
        takes_part = is_true(request, "partial")
        if scan.job.status != Status.COMPLETED and not takes_part:
            raise ScanHasNoResult(details={"status": [status_of(scan.job)]})
        renderer = request.accepted_renderer
        columns = _columns(request, scan)
        query = record_query(request, columns)
        if isinstance(renderer, DownloadRenderer):
            return download(request, renderer.chosen, scan, query, columns)
        page = record_page(request, scan, query)
        return Response({"job_id": str(scan.pk), "status": status_of(scan.job), **page})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say in JSON what is wrong, whatever the file was to be."""
        chosen = getattr(request, "accepted_renderer", None)
        if isinstance(response, Response) and isinstance(chosen, DownloadRenderer):
            request.accepted_renderer, request.accepted_media_type = self.get_renderers()[0], "application/json"
        return super().finalize_response(request, response, *args, **kwargs)


def _columns(request: Request, scan: Scan) -> Columns:
    if isinstance(request.accepted_renderer, DownloadRenderer):
        return columns_of(scan)
    return columns_at_hand(scan) if any(map(is_filter, request.query_params)) else names_of(scan)


class ProblemsView(ScanView):
    """What could not be taken as it was."""

    @described.list_problems
    def get(self, request: Request, job_id: str) -> Response:
        """A page of the problems that were kept, in the order in which they were met."""
        scan = self.scan(request, job_id)
        rows = ScanProblem.objects.filter(scan_id=scan.pk)
        rows, order = ordered(request, rows, PROBLEM_ORDERINGS, "number")
        page = paginate(request, narrowed(request, rows, ProblemFilterSet), order)
        return Response({**page.body(problem_row), "total": scan.problems})


class ProfileView(ScanView):
    """What the columns hold."""

    @described.read_profile
    def get(self, request: Request, job_id: str) -> Response:
        """Types, gaps, extremes and the number of different values of each column, so far."""
        scan: Scan = self.scan(request, job_id)
        body = {"job_id": str(scan.pk), "status": status_of(scan.job), "records": scan.records}
        return Response({**body, "columns": profile_of(scan)})
