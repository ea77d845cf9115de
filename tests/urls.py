"""URLs as a host project would lay them out around ours."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("admin/", admin.site.urls),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]

if find_spec("django_jobkit.urls"):
    urlpatterns.append(path("api/", include("django_jobkit.urls")))
if find_spec("django_jobkit.rest.task_urls"):
    urlpatterns.append(path("tasks/", include("django_jobkit.rest.task_urls")))
if find_spec("django_jobkit.contrib.accounts"):
    urlpatterns.append(path("api/accounts/", include("django_jobkit.contrib.accounts.urls")))
