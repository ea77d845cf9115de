"""From where questions can be imported, a look into a file, and the start of imports."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.importing.starting import Started, start_for_real, start_import
from django_jobkit.questions.platforms.file import FileImportOptions, preview_file
from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.import_representation import accepted
from django_jobkit.questions.rest.import_views import AnImportView
from django_jobkit.questions.rest.import_wishes import ImportUploadParser, asked_by, wish_of, wished_import
from django_jobkit.questions.rest.openapi import import_operations as described
from django_jobkit.rest.access import owner_of
from django_jobkit.rest.json_bodies import JobkitJSONParser
from django_jobkit.rest.refused_files import refused_files

_FILE = "file"


class PlatformsView(OwnerView):
    """The platforms that imports can read."""

    @described.list_platforms
    def get(self, request: Request) -> Response:
        """Each with the JSON Schema of its options."""
        return Response({"results": [found.as_json() for found in platforms]})


class StartView(OwnerView):
    """Starting."""

    parser_classes = [JobkitJSONParser, ImportUploadParser]

    @described.start_import
    def post(self, request: Request, platform: str) -> Response:
        """Start an import from the platform."""
        if platform not in platforms:
            raise NotFound
        return _answer(request, start_import(wished_import(request, platform)), below=2)


class StartForRealView(AnImportView):
    """Starting what a dry run has shown."""

    @described.start_for_real
    def post(self, request: Request, import_id: str) -> Response:
        """Import what the dry run read, with the same options but for those that are sent."""
        seen = self.found(request, import_id)
        wish = wish_of(request)
        return _answer(request, start_for_real(seen, **wish, **asked_by(request)), below=3)


class PreviewView(OwnerView):
    """A look into a file."""

    parser_classes = [ImportUploadParser]

    @described.preview_file
    def post(self, request: Request) -> Response:
        """What the columns of the file are taken for, and its first rows; nothing is kept."""
        wish = wish_of(request)
        if "upload" not in wish:
            raise ValidationError({"file": ["No file was submitted."]})
        options: Any = platforms.get(_FILE).validated(wish["options"])
        if not isinstance(options, FileImportOptions):
            # The host has a platform of its own under this name.
            raise NotFound
        rows, seconds = questions_config.PREVIEW_ROWS, questions_config.PREVIEW_SECONDS
        file = wish["upload"]
        with refused_files():
            return Response(preview_file(file, file.name, options, rows=rows, seconds=seconds, owner=owner_of(request)))


def _answer(request: Request, started: Started, *, below: int) -> Response:
    return accepted(request, started.question_import, below=below, replayed=started.replayed)
