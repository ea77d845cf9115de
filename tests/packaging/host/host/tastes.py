"""How the host likes its pages and answers."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.renderers import JSONRenderer


class HostPagination(LimitOffsetPagination):
    """Pages by offset."""

    default_limit = 7


class EnvelopeRenderer(JSONRenderer):
    """Puts every answer into an envelope."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Wrap, then render."""
        rendered: bytes = super().render({"data": data}, *args, **kwargs)
        return rendered
