"""The one place that knows which error is which HTTP status, and the one shape that all of them have."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from django_jobkit.exceptions import (
    ArtifactGone,
    Conflict,
    ExtraMissing,
    IdempotencyMismatch,
    InvalidRequest,
    JobkitError,
    SubmissionRefused,
)
from django_jobkit.rest.json_bodies import BodyTooLarge

logger = logging.getLogger("django_jobkit.rest")

#: Which HTTP status a refusal of the services has; the nearest class wins.
HTTP_STATUS: dict[type[JobkitError], int] = {
    InvalidRequest: 400,
    SubmissionRefused: 403,
    Conflict: 409,
    ArtifactGone: 410,
    IdempotencyMismatch: 422,
    ExtraMissing: 501,
}
TOO_MANY_REQUESTS = 429
#: What DRF's refusals for want of a CSRF token begin with; they have no code of their own.
CSRF_FAILED = "CSRF Failed:"
#: Seconds that a client is told to wait when the database is busy or away.
BUSY_RETRY_AFTER = 1


class Busy(exceptions.APIException):
    """The database is busy or away."""

    status_code = 503
    default_detail = "The service is busy; try again in a moment."
    default_code = "busy"
    wait = BUSY_RETRY_AFTER


def error_body(error: str, code: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What every error of ours looks like."""
    return {"error": error, "code": code, "details": dict(details or {})}


def handle_exception(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to `error`; None for what nobody foresaw, which Django then reports as it does for any view."""
    response = _response_to(_as_known(error))
    if response is not None:
        set_rollback()
    return response


def _as_known(error: Exception) -> Exception:
    match error:
        case Http404() | ObjectDoesNotExist():
            return exceptions.NotFound()
        case DjangoPermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return BodyTooLarge()
        case SuspiciousOperation() | UnreadablePostError():
            return exceptions.ParseError()
        case OperationalError() | InterfaceError():
            logger.error("The database refused a request", exc_info=error)
            return Busy()
    return error


def _response_to(error: Exception) -> Response | None:
    if isinstance(error, JobkitError):
        return _refusal(error)
    if isinstance(error, exceptions.ValidationError):
        refused = InvalidRequest(details=flat_details(error.detail))
        return Response(error_body(refused.message, refused.code, refused.details), status=400)
    if isinstance(error, exceptions.APIException):
        return _drf_answer(error)
    return None


def _refusal(error: JobkitError) -> Response | None:
    status = next((HTTP_STATUS[kind] for kind in type(error).__mro__ if kind in HTTP_STATUS), None)
    if status is None:
        return None
    body = error_body(error.message, error.code, error.details)
    retry_after = getattr(error, "retry_after", None)
    if retry_after is None:
        return Response(body, status=status)
    return Response(body, status=TOO_MANY_REQUESTS, headers={"Retry-After": str(math.ceil(retry_after))})


def _drf_answer(error: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    detail = error.detail if isinstance(error.detail, str) else error.default_detail
    return Response(error_body(str(detail), _code_of(error)), status=error.status_code, headers=headers)


def _code_of(error: exceptions.APIException) -> str:
    if str(error.detail).startswith(CSRF_FAILED):
        return "csrf_failed"
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code


def flat_details(detail: Any) -> dict[str, list[str]]:
    """DRF's nested errors as one level of dotted field names."""
    details: dict[str, list[str]] = {}
    for path, message in _leaves(detail, ()):
        details.setdefault(".".join(path) or "non_field_errors", []).append(message)
    return details


def _leaves(detail: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            # The host may call it otherwise.
            is_whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _leaves(inner, path if is_whole else (*path, str(name)))
    elif isinstance(detail, (list, tuple)):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (Mapping, list, tuple))
            yield from _leaves(inner, (*path, str(index)) if nested else path)
    else:
        yield path, str(detail)
