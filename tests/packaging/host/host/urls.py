"""The host's URLs, with ours beside them when the test asks for it."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from host.settings import INSTALLED_APPS

urlpatterns = [
    path("admin/", admin.site.urls),
    path("v1/", include("works.urls", namespace="v1")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
if "django_jobkit" in INSTALLED_APPS:
    urlpatterns.append(path("ext/", include("django_jobkit.urls")))
