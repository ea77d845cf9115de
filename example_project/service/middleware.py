"""Keeps what Django itself says to API clients in the API's own shape."""

from __future__ import annotations

import json
import re
from http import HTTPMethod, HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.urls import is_valid_path
from django.utils.deprecation import MiddlewareMixin

API_PATHS = re.compile(r"/((api|tasks|health)(/|$)|$)")
SAFE_METHODS = {HTTPMethod.GET, HTTPMethod.HEAD}

ERRORS = {
    HTTPStatus.BAD_REQUEST: ("bad_request", "The request could not be understood."),
    HTTPStatus.FORBIDDEN: ("permission_denied", "The request was refused."),
    HTTPStatus.NOT_FOUND: ("not_found", "There is nothing here."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "This method is not allowed here."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("request_too_large", "The request is too large."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("server_error", "Something went wrong on our side; it was logged."),
}


class SlashRedirects(CommonMiddleware):
    """Sends readers of `/api/jobs` on to `/api/jobs/`, but not writers, whose body would be lost on the way."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Whether the request is a read that only lacks its slash."""
        return request.method in SAFE_METHODS and bool(super().should_redirect_with_slash(request))


class JsonErrors(MiddlewareMixin):
    """Rewrites the error pages that Django makes for API paths; what views answer as JSON passes untouched."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """`response`, or its status in the one shape of errors."""
        if not (isinstance(response, HttpResponse) and _is_page_of_django(response)):
            return response
        if API_PATHS.match(request.path_info):
            response.content = _error_body(request, response.status_code)
            response["Content-Type"] = "application/json"
            response["Content-Length"] = str(len(response.content))
        return response


def _is_page_of_django(response: HttpResponse) -> bool:
    has_renderer = hasattr(response, "accepted_renderer")
    return response.status_code in ERRORS and not has_renderer and "json" not in response.get("Content-Type", "")


def _error_body(request: HttpRequest, status: int) -> bytes:
    code, message = ERRORS[HTTPStatus(status)]
    if status == HTTPStatus.NOT_FOUND and _only_lacks_its_slash(request):
        message = f"There is nothing here. Did you mean {request.path}/ with a slash at its end?"
    return json.dumps({"error": message, "code": code, "details": {}}).encode()


def _only_lacks_its_slash(request: HttpRequest) -> bool:
    return not request.path_info.endswith("/") and bool(is_valid_path(f"{request.path_info}/"))
