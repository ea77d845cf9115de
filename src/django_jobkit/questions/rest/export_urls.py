"""Where the exports are."""

from __future__ import annotations

from django.urls import path

from django_jobkit.questions.rest.export_views import ExportView

urlpatterns = [path("questions/export/", ExportView.as_view(), name="export")]
