"""Everything that is installed, for ``path("ext/", include("django_jobkit.urls"))``."""

from __future__ import annotations

from django.urls import include, path

from django_jobkit.rest.urls import urlpatterns as rest_urlpatterns

app_name = "jobkit"
urlpatterns = [
    *rest_urlpatterns,
    path("tasks/", include("django_jobkit.rest.task_urls")),
]
