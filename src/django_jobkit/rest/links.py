"""Absolute URLs, found from the request's own path: right under any prefix, namespace, or second include."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from rest_framework.request import Request


def collection_url(request: Request | HttpRequest, below: int = 0) -> str:
    """The absolute URL of the collection that lies `below` path segments above the requested one."""
    path = request.path.rsplit("/", below + 1)[0]
    return f"{request.scheme}://{request.get_host()}{escape_uri_path(path)}/"
