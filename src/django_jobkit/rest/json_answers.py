"""Write JSON, and find out quickly that this is what the caller takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

_ANYTHING = {"*/*", "application/json", "application/json, text/plain, */*"}


class JobkitJSONRenderer(JSONRenderer):
    """Compact UTF-8 JSON, whatever the host's settings say about JSON."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """`data` as bytes; nothing at all for an answer without a body."""
        if data is None:
            return b""
        # The browsable API asks for an indent, because people read it.
        indent = (renderer_context or {}).get("indent")
        separators = (",", ": ") if indent else (",", ":")
        text = json.dumps(data, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False, default=str)
        return text.encode(errors="replace")


class JobkitNegotiation(DefaultContentNegotiation):
    """DRF's own negotiation with a short way for callers that take JSON or anything."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and media type for `request`; raises NotAcceptable."""
        if len(renderers) == 1 and request.META.get("HTTP_ACCEPT", "*/*") in _ANYTHING:
            return renderers[0], renderers[0].media_type
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return chosen
