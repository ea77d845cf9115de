"""Scans, for ``path("scan/", include("django_jobkit.scans.urls"))``."""

from __future__ import annotations

from django.db import transaction
from django.urls import path

from django_jobkit.scans.rest.diff_views import DiffView
from django_jobkit.scans.rest.extractor_views import ExtractorsView, PreviewView
from django_jobkit.scans.rest.result_views import ProblemsView, ProfileView, ResultView
from django_jobkit.scans.rest.scan_views import (
    CancelView,
    RemoveView,
    RestartView,
    ResumeView,
    ScansView,
    StartView,
    StatusView,
)
from django_jobkit.scans.rest.source_views import SourceStartView, SourcesView, SourceView

app_name = "jobkit_scans"
urlpatterns = [
    path("", ScansView.as_view(), name="scan-list"),
    path("start/", StartView.as_view(), name="scan-start"),
    path("preview/", PreviewView.as_view(), name="scan-preview"),
    path("extractors/", ExtractorsView.as_view(), name="extractor-list"),
    path("sources/", SourcesView.as_view(), name="source-list"),
    path("sources/<str:source_id>/", SourceView.as_view(), name="source-detail"),
    path("sources/<str:source_id>/start/", SourceStartView.as_view(), name="source-start"),
    # A caller that waits must not wait inside a transaction, whatever ATOMIC_REQUESTS says.
    path("status/<str:job_id>/", transaction.non_atomic_requests(StatusView.as_view()), name="scan-status"),
    path("result/<str:job_id>/", ResultView.as_view(), name="scan-result"),
    path("errors/<str:job_id>/", ProblemsView.as_view(), name="scan-errors"),
    path("profile/<str:job_id>/", ProfileView.as_view(), name="scan-profile"),
    path("diff/<str:job_id>/", DiffView.as_view(), name="scan-diff"),
    path("cancel/<str:job_id>/", CancelView.as_view(), name="scan-cancel"),
    path("resume/<str:job_id>/", ResumeView.as_view(), name="scan-resume"),
    path("restart/<str:job_id>/", RestartView.as_view(), name="scan-restart"),
    path("remove/<str:job_id>/", RemoveView.as_view(), name="scan-remove"),
]
