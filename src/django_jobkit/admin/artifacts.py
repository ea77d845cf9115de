"""The files of one job, to be downloaded by whoever may see the job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_jobkit.admin.times import NOTHING
from django_jobkit.downloads import download
from django_jobkit.exceptions import ArtifactGone
from django_jobkit.models import Job, JobArtifact

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin

#: The name of the download among the admin's addresses.
DOWNLOAD = "jobkit_job_artifact"


@admin.display(description=gettext_lazy("artifacts"))
def artifacts(job: Job) -> SafeString | str:
    """Each with its size and the attempt that attached it, leading to the file."""
    lines = [
        (reverse(f"admin:{DOWNLOAD}", args=[job.pk, row.pk]), row.name, filesizeformat(row.size), _about(row))
        for row in job.artifacts.order_by("pk")
    ]
    line = '<li><a href="{}">{}</a> {} <span class="jobkit-quiet">{}</span></li>'
    return format_html("<ul>{}</ul>", format_html_join("", line, lines)) if lines else NOTHING


def _about(row: JobArtifact) -> str:
    return _("%(type)s, attempt %(number)d") % {"type": row.content_type, "number": row.attempt}


def download_view(model_admin: _Admin, request: HttpRequest, object_id: str, artifact_id: int) -> HttpResponseBase:
    """The file; raises PermissionDenied, or Http404 for what is unknown or gone."""
    job = model_admin.get_object(request, unquote(object_id))
    if not model_admin.has_view_permission(request, job):
        raise PermissionDenied
    artifact = None if job is None else JobArtifact.objects.filter(job_id=job.pk, pk=artifact_id).first()
    if artifact is None:
        raise Http404
    try:
        return download(artifact, with_body=request.method != "HEAD")
    except ArtifactGone as error:
        raise Http404(error.message) from error
