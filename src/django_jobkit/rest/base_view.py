"""What all our views have in common; nothing of it is left to the host's global REST settings but authentication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.exceptions import ParseError
from rest_framework.metadata import SimpleMetadata
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_jobkit.conf import config
from django_jobkit.rest.errors import handle_exception
from django_jobkit.rest.json_answers import JobkitJSONRenderer, JobkitNegotiation
from django_jobkit.rest.json_bodies import JobkitJSONParser

#: For authenticators that name no scheme of their own, such as sessions: a 401 must carry a challenge.
SESSION_CHALLENGE = 'Session realm="api"'
_JSON = JobkitJSONRenderer()


class JobkitView(APIView):
    """The base of every view of ours."""

    renderer_classes = [JobkitJSONRenderer]
    parser_classes = [JobkitJSONParser]
    content_negotiation_class = JobkitNegotiation
    metadata_class = SimpleMetadata
    versioning_class = None
    throttle_classes = []
    pagination_class = None
    filter_backends: list[Any] = []

    def get_permissions(self) -> list[BasePermission]:
        """Those that ``JOBKIT["PERMISSIONS"]`` names."""
        return [import_string(path)() for path in config.PERMISSIONS]

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON, and the browsable API while developing."""
        return [_JSON, BrowsableAPIRenderer()] if settings.DEBUG else [_JSON]

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Ours, whatever the host's is."""
        return handle_exception

    def get_authenticate_header(self, request: Request) -> str:
        """A challenge, always, so that DRF never turns a 401 into a 403."""
        return super().get_authenticate_header(request) or SESSION_CHALLENGE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what no database could look up, once the caller is let in."""
        super().initial(request, *args, **kwargs)
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise ParseError("The query contains a NUL character.")
