"""Where the imports are."""

from __future__ import annotations

from django.urls import path

from django_jobkit.questions.rest.import_report_views import FailedView, RowsView
from django_jobkit.questions.rest.import_start_views import PlatformsView, PreviewView, StartForRealView, StartView
from django_jobkit.questions.rest.import_views import CancelView, ImportsView, ImportView, UndoView

urlpatterns = [
    path("import/", PlatformsView.as_view(), name="platform-list"),
    path("import/file/preview/", PreviewView.as_view(), name="import-preview"),
    path("import/<str:platform>/", StartView.as_view(), name="import-start"),
    path("imports/", ImportsView.as_view(), name="import-list"),
    path("imports/<str:import_id>/", ImportView.as_view(), name="import-detail"),
    path("imports/<str:import_id>/rows/", RowsView.as_view(), name="import-rows"),
    path("imports/<str:import_id>/failed/", FailedView.as_view(), name="import-failed"),
    path("imports/<str:import_id>/start/", StartForRealView.as_view(), name="import-start-for-real"),
    path("imports/<str:import_id>/cancel/", CancelView.as_view(), name="import-cancel"),
    path("imports/<str:import_id>/undo/", UndoView.as_view(), name="import-undo"),
]
