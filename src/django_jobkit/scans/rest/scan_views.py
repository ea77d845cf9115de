"""Scans: list them, start them, see how far they are, stop them, take them up again, remove them."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.core.status import Status
from django_jobkit.rest.access import one, parse_id, scope_of_caller
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.conditional import etag_of, is_unchanged, present_state
from django_jobkit.rest.filters import narrowed, ordered
from django_jobkit.rest.json_bodies import JobkitJSONParser
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.pagination import paginate
from django_jobkit.rest.waiting import wait_for_change, wanted_wait
from django_jobkit.scans.rest.access import ScanView, visible_scans
from django_jobkit.scans.rest.filters import SCAN_ORDERINGS, ScanFilterSet
from django_jobkit.scans.rest.openapi import scan_operations as described
from django_jobkit.scans.rest.representation import scan_answer, scan_in_list, whole_scan
from django_jobkit.scans.rest.uploads import ScanUploadParser
from django_jobkit.scans.rest.wishes import accepted, started_answer, wished_scan
from django_jobkit.scans.services.lifecycle import cancel_scan, remove_scan, restart_scan, resume_scan
from django_jobkit.scans.services.start import start_scan


class ScansView(JobkitView):
    """The caller's scans."""

    @described.list_scans
    def get(self, request: Request) -> Response:
        """A page of them, newest first."""
        scans = visible_scans(request).defer(
            "columns", "options", "key", "job__params", "job__result", "job__saved_state"
        )
        rows, order = ordered(request, scans, SCAN_ORDERINGS, "-created_at")
        page = paginate(request, narrowed(request, rows, ScanFilterSet), order)
        collection = collection_url(request)
        return Response(page.body(lambda scan: scan_in_list(scan, collection)))


class StartView(JobkitView):
    """Starting."""

    parser_classes = [JobkitJSONParser, ScanUploadParser]

    @described.start_scan
    def post(self, request: Request) -> Response:
        """Start a scan of an extractor, of an uploaded file, or of a source; without a body, of the sample."""
        return started_answer(start_scan(wished_scan(request)), collection_url(request, below=1))


class StatusView(ScanView):
    """How a scan stands."""

    @described.read_scan
    def get(self, request: Request, job_id: str) -> Response:
        """The scan as it is now, or as soon as it changed."""
        pk = parse_id(job_id)
        seconds, applied = wanted_wait(request)
        if seconds:
            self.scan(request, job_id)
            applied = applied if self._wait(request, pk, seconds) else ""
        response = self._present(request, job_id)
        if applied:
            response.headers["Preference-Applied"] = applied
        return response

    def _present(self, request: Request, job_id: str) -> Response:
        scan = self.scan(request, job_id)
        is_json = request.accepted_renderer.format == "json"
        # Whatever is counted of a scan is counted together with a new revision of its job.
        etag = etag_of(scan.pk, scan.job.revision) if is_json else None
        if etag is not None and is_unchanged(request, etag):
            return present_state(Response(status=304), etag, scan.job.status)
        body = whole_scan(scan, collection_url(request, below=2))
        return present_state(Response(body), etag, scan.job.status)

    def _wait(self, request: Request, pk: UUID, seconds: float) -> bool:
        first = _sight_of(request, pk)
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if Status(first[1]).is_terminal or (known and not is_unchanged(request, etag_of(pk, first[0]))):
            return True
        return wait_for_change(pk, seconds, lambda: _sight_of(request, pk), lambda seen: seen != first)[1]


def _sight_of(request: Request, pk: UUID) -> tuple[int, str]:
    rows = visible_scans(request).select_related(None).defer(None).filter(pk=pk)
    sight: tuple[int, str] = one(rows.values_list("job__revision", "job__status"))
    return sight


class CancelView(ScanView):
    """Cancelling."""

    @described.cancel_scan
    def post(self, request: Request, job_id: str) -> Response:
        """Cancel the scan, or ask its worker to stop; what was read stays."""
        scan = cancel_scan(self.scan(request, job_id))
        return Response(scan_answer(scan.job, collection_url(request, below=2)))


class ResumeView(ScanView):
    """Going on."""

    @described.resume_scan
    def post(self, request: Request, job_id: str) -> Response:
        """Run the scan again from where it stopped."""
        scan = resume_scan(self.scan(request, job_id), scope=scope_of_caller(request))
        return accepted(scan_answer(scan.job, collection_url(request, below=2)))


class RestartView(ScanView):
    """Beginning anew."""

    @described.restart_scan
    def post(self, request: Request, job_id: str) -> Response:
        """Run the scan again from the beginning, without what it has read."""
        scan = restart_scan(self.scan(request, job_id), scope=scope_of_caller(request))
        return accepted(scan_answer(scan.job, collection_url(request, below=2)))


class RemoveView(ScanView):
    """Removing."""

    @described.remove_scan
    def delete(self, request: Request, job_id: str) -> Response:
        """Delete the scan with its records, its problems and its file."""
        remove_scan(self.scan(request, job_id))
        return Response(status=204)
