"""What all our views have in common; nothing of it is left to the host's global REST settings but authentication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from rest_framework.exceptions import APIException, NotAuthenticated, ParseError, PermissionDenied
from rest_framework.metadata import SimpleMetadata
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_jobkit.conf import config
from django_jobkit.models import Job
from django_jobkit.rest.conditional import CACHE_CONTROL, VARY
from django_jobkit.rest.errors import handle_exception
from django_jobkit.rest.json_answers import JobkitJSONRenderer, JobkitNegotiation
from django_jobkit.rest.json_bodies import JobkitJSONParser

#: For authenticators that name no scheme of their own, such as sessions: a 401 must carry a challenge.
SESSION_CHALLENGE = 'Session realm="api"'
_JSON = JobkitJSONRenderer()


class LengthRequired(APIException):
    """Django takes a body whose length is not said for an empty one, and so would we."""

    status_code = 411
    default_detail = "Say how long the body is, by Content-Length; bodies in chunks are not read."
    default_code = "length_required"


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
    #: What our handlers take from the URL.
    captured: ClassVar[frozenset[str]] = frozenset({"artifact_id", "job_id", "status_id", "task_id"})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Handle the request; what a host's own prefix captured is none of our handlers' business."""
        return super().dispatch(request, **{name: kwargs[name] for name in self.captured & kwargs.keys()})

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

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> NoReturn:
        """A 401 for whoever did not say who they are, also where the host knows no way to say it."""
        if not request.successful_authenticator:
            raise NotAuthenticated
        raise PermissionDenied(detail=message, code=code)

    def judges_each_job(self) -> bool:
        """Whether some permission looks at jobs one by one, and not only at the caller."""
        return any(
            getattr(type(permission), "has_object_permission", None) is not BasePermission.has_object_permission
            for permission in self.get_permissions()
        )

    def admitted(self, job: Job) -> Job:
        """`job`, if the permissions let the caller at it; raises PermissionDenied."""
        self.check_object_permissions(self.request, job)
        return job

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What every answer carries; without it a host's own cache would show one caller's jobs to another."""
        return {"Allow": ", ".join(self.allowed_methods), "Cache-Control": CACHE_CONTROL}

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say what the answer depends on."""
        finalized = super().finalize_response(request, response, *args, **kwargs)
        if not finalized.has_header("Vary"):
            finalized.headers["Vary"] = VARY
        return finalized

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what no database could look up, once the caller is let in."""
        super().initial(request, *args, **kwargs)
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise ParseError("The query contains a NUL character.")
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            raise LengthRequired
