"""How the host likes its pages, answers and errors."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler


class HostPagination(LimitOffsetPagination):
    """Pages by offset."""

    default_limit = 7


class EnvelopeRenderer(JSONRenderer):
    """Puts every answer into an envelope."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Wrap, then render."""
        rendered: bytes = super().render({"data": data}, *args, **kwargs)
        return rendered


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """Tell errors in the host's own shape, and those it did not foresee too."""
    response = exception_handler(error, context)
    if response is None:
        return Response({"oops": type(error).__name__}, status=500)
    response.data = {"oops": response.data}
    return response
