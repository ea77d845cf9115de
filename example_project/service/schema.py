"""The OpenAPI schema of this project, which has one version: what a caller asks for besides is not listened to."""

from __future__ import annotations

from typing import Any

from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView


class SchemaView(SpectacularAPIView):
    """The schema, under a file name that no caller can write into."""

    def _get_version_parameter(self, request: Any) -> None:
        return None


class SwaggerView(SpectacularSwaggerView):
    """A page to try the API on; a page has nothing to tell to OPTIONS."""

    http_method_names = ["get", "head"]


class RedocView(SpectacularRedocView):
    """A page to read about the API."""

    http_method_names = ["get", "head"]
    template_name = "service/redoc.html"
