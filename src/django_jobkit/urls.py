"""Everything that is installed, for ``path("ext/", include("django_jobkit.urls"))``."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from django_jobkit.rest.urls import urlpatterns as rest_urlpatterns

app_name = "jobkit"
urlpatterns: list[URLPattern | URLResolver] = [
    *rest_urlpatterns,
    path("tasks/", include("django_jobkit.rest.task_urls")),
]
if apps.is_installed("django_jobkit.scans"):
    urlpatterns.append(path("scan/", include("django_jobkit.scans.urls")))
if apps.is_installed("django_jobkit.questions"):
    urlpatterns.append(path("", include("django_jobkit.questions.urls")))
