"""The files that jobs leave behind: list them, download them."""

from __future__ import annotations

import logging
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.downloads import download, etag_of
from django_jobkit.models import JobArtifact
from django_jobkit.rest.access import get_job, one
from django_jobkit.rest.base_view import JobkitView
from django_jobkit.rest.conditional import is_unchanged
from django_jobkit.rest.errors import Busy
from django_jobkit.rest.json_answers import JobkitNegotiation
from django_jobkit.rest.links import collection_url
from django_jobkit.rest.openapi import artifact_operations as described
from django_jobkit.rest.representation import artifact_in_list

logger = logging.getLogger("django_jobkit.rest")

_MAX_DIGITS = 18


class ArtifactsView(JobkitView):
    """The artifacts of one job."""

    @described.list_artifacts
    def get(self, request: Request, job_id: str) -> Response:
        """All of them, in the order in which they were first attached; a job may have MAX_ARTIFACTS."""
        job = self.admitted(get_job(request, job_id))
        here = collection_url(request)
        rows = JobArtifact.objects.filter(job_id=job.pk).order_by("pk")
        return Response({"results": [artifact_in_list(row, here) for row in rows]})


class _AnyNegotiation(JobkitNegotiation):
    """A file is of the type that it is, whatever types the caller lists; errors are JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first."""
        first: BaseRenderer = renderers[0]
        return first, first.media_type


class ArtifactView(JobkitView):
    """One artifact."""

    content_negotiation_class = _AnyNegotiation

    @described.download_artifact
    def get(self, request: Request, job_id: str, artifact_id: str) -> HttpResponseBase:
        """The file; whole, for ranges of it are not sent."""
        artifact = self._get(request, job_id, artifact_id)
        if is_unchanged(request, etag_of(artifact)):
            return Response(status=304, headers={"ETag": etag_of(artifact)})
        try:
            return download(artifact, with_body=request.method != "HEAD")
        except OSError as error:
            logger.exception("The storage does not give the file of artifact %s.", artifact.pk)
            raise Busy("The file cannot be read at the moment; try again.") from error

    def _get(self, request: Request, job_id: str, artifact_id: str) -> JobArtifact:
        job = self.admitted(get_job(request, job_id))
        if not artifact_id.isascii() or not artifact_id.isdigit() or len(artifact_id) > _MAX_DIGITS:
            raise NotFound
        return one(JobArtifact.objects.filter(job_id=job.pk, pk=int(artifact_id)))
