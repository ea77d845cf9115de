"""What can be scanned, and a look into a file before it is."""

from __future__ import annotations

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.files.options import FileOptions
from django_jobkit.files.preview import preview
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.refused_files import refused_files
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extractors.file.limits import limits_of_scans
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.rest.openapi import source_operations as described
from django_jobkit.scans.rest.serializers import PreviewSerializer, body_of
from django_jobkit.scans.rest.uploads import ScanUploadParser
from django_jobkit.scans.rest.wishes import FILE_EXTRACTOR


class ExtractorsView(JobkitView):
    """The extractors that scans can run."""

    @described.list_extractors
    def get(self, request: Request) -> Response:
        """Each with the JSON Schema of its options."""
        return Response({"results": [found.as_json() for found in extractors]})


class PreviewView(JobkitView):
    """A look into a file."""

    parser_classes = [ScanUploadParser]

    @described.preview_file
    def post(self, request: Request) -> Response:
        """What the file is taken for, and its first records; nothing is kept."""
        wish = PreviewSerializer(data=body_of(request.data))
        wish.is_valid(raise_exception=True)
        options = extractors.get(FILE_EXTRACTOR).validated(wish.validated_data.get("options", {}))
        if not isinstance(options, FileOptions):
            # The host has an extractor of its own under this name.
            raise NotFound
        file = wish.validated_data["file"]
        rows, seconds = scans_config.PREVIEW_ROWS, scans_config.PREVIEW_SECONDS
        with refused_files():
            limits = limits_of_scans()
            return Response(preview(file, file.name, options, rows, limits=limits, seconds=seconds))
