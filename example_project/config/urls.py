"""Where everything in the example project is."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from service.schema import RedocView, SchemaView, SwaggerView

urlpatterns = [
    path("", include("service.urls")),
    path("admin/", admin.site.urls),
    path("api-auth/", include("rest_framework.urls")),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", SwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/redoc/", RedocView.as_view(url_name="schema"), name="redoc"),
    path("api/accounts/", include("django_jobkit.contrib.accounts.urls")),
    path("api/", include("django_jobkit.rest.urls")),
    path("api/", include("django_jobkit.questions.urls")),
    path("api/v1/scan/", include("django_jobkit.scans.urls")),
    path("tasks/", include("django_jobkit.rest.task_urls")),
]
