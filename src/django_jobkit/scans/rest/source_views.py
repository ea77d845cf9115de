"""Sources: keep, read, change, delete and scan them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.rest.access import owner_of
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.filters import narrowed, ordered
from django_jobkit.rest.json_bodies import JobkitJSONParser
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.pagination import paginate
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.rest.access import ScanView, visible_scans, visible_sources
from django_jobkit.scans.rest.filters import SOURCE_ORDERINGS, SourceFilterSet
from django_jobkit.scans.rest.openapi import source_operations as described
from django_jobkit.scans.rest.representation import source_row
from django_jobkit.scans.rest.serializers import SourceSerializer
from django_jobkit.scans.rest.uploads import ScanUploadParser
from django_jobkit.scans.rest.wishes import started_answer, wished_scan_of
from django_jobkit.scans.services.sources import change_source, create_source, delete_source
from django_jobkit.scans.services.start import start_scan


class SourcesView(JobkitView):
    """The caller's sources."""

    @described.list_sources
    def get(self, request: Request) -> Response:
        """A page of them, in the order of their names."""
        rows, order = ordered(request, visible_sources(request), SOURCE_ORDERINGS, "name")
        page = paginate(request, narrowed(request, rows, SourceFilterSet), order)
        last, collection = _last_scans(request, page.rows), collection_url(request)
        return Response(page.body(lambda source: source_row(source, last.get(source.pk), collection)))

    @described.create_source
    def post(self, request: Request) -> Response:
        """Keep an extractor and its options under a name."""
        wish = SourceSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        source = create_source(owner=owner_of(request), **wish.validated_data)
        body = source_row(source, None, collection_url(request))
        return Response(body, status=201, headers={"Location": body["links"]["self"]})


class SourceView(ScanView):
    """One source."""

    @described.read_source
    def get(self, request: Request, source_id: str) -> Response:
        """The source, its secrets masked."""
        return self._answer(request, self.source(request, source_id))

    @described.change_source
    def put(self, request: Request, source_id: str) -> Response:
        """Change the source; a mask in the options keeps the secret that it stands for."""
        return self._change(request, source_id, partial=False)

    @described.change_source_partially
    def patch(self, request: Request, source_id: str) -> Response:
        """Change a part of the source; a mask in the options keeps the secret that it stands for."""
        return self._change(request, source_id, partial=True)

    @described.delete_source
    def delete(self, request: Request, source_id: str) -> Response:
        """Forget the source; its scans stay."""
        delete_source(self.source(request, source_id))
        return Response(status=204)

    def _change(self, request: Request, source_id: str, *, partial: bool) -> Response:
        source = self.source(request, source_id)
        wish = SourceSerializer(data=request.data, partial=partial)
        wish.is_valid(raise_exception=True)
        wished = wish.validated_data
        if not partial:
            wished = {"options": {}, "key": [], **wished}
        if wished.get("extractor", source.extractor) != source.extractor and "options" not in request.data:
            raise ValidationError({"options": ["Another extractor has other options; send them as well."]})
        return self._answer(request, change_source(source, **wished))

    def _answer(self, request: Request, source: ScanSource) -> Response:
        last = _last_scans(request, [source])
        return Response(source_row(source, last.get(source.pk), collection_url(request, below=1)))


class SourceStartView(ScanView):
    """Scanning a source."""

    parser_classes = [JobkitJSONParser, ScanUploadParser]

    @described.start_source
    def post(self, request: Request, source_id: str) -> Response:
        """Start a scan of the source."""
        source = self.source(request, source_id)
        return started_answer(start_scan(wished_scan_of(request, source)), collection_url(request, below=3))


def _last_scans(request: Request, sources: Iterable[ScanSource]) -> dict[Any, Scan]:
    """The newest scan of each of the `sources` that the caller may see, in one query."""
    ids = [source.pk for source in sources]
    if not ids:
        return {}
    newest = visible_scans(request).filter(source_id=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    found = ScanSource.objects.filter(pk__in=ids).values(last=Subquery(newest))
    return {scan.source_id: scan for scan in visible_scans(request).filter(pk__in=found)}
