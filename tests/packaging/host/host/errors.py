"""How the host tells errors; apart from its other tastes, because DRF imports those while it imports this."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """Tell errors in the host's own shape, and those it did not foresee too."""
    response = exception_handler(error, context)
    if response is None:
        return Response({"oops": type(error).__name__}, status=500)
    response.data = {"oops": response.data}
    return response
