"""What all our operations have in common: names, errors and headers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from django_jobkit.rest.openapi.answers import ErrorAnswer
from django_jobkit.rest.openapi.json_schema import Schema

View = TypeVar("View", bound=Callable[..., Any])

_WHY = {
    400: "Something in the request is not valid; `details` says which field, and why.",
    401: "Not authenticated.",
    403: "Not permitted, or the CSRF token is missing.",
    404: "Unknown, or not yours.",
    406: "No acceptable media type.",
    409: "The job's status does not allow it.",
    410: "The file is no longer where it was kept.",
    411: "The body came in chunks, without a Content-Length.",
    413: "The body is too large.",
    415: "The body is of a media type that is not taken here.",
    422: "The Idempotency-Key was used before with another request.",
    429: "Too many unfinished jobs.",
    501: "A part that this needs is not installed on the server.",
    503: "The database is busy.",
}
ALWAYS = (400, 401, 403, 406, 503)
WITH_BODY = (411, 413, 415)
SUBMITTING = (*WITH_BODY, 409, 422, 429)


def operation(
    verb: str,
    tag: str,
    *,
    answers: dict[Any, tuple[Any, str]],
    errors: Sequence[int] = (),
    request: Any = None,
    needs_body: bool = True,
    parameters: Sequence[OpenApiParameter] = (),
) -> Callable[[View], View]:
    """Describe a handler by its `answers`, each a body and a sentence, and by the `errors` beside the usual.

    The operation is named after its path and `verb`, which is empty where the path ends in one. An answer in another
    media type than ours has a pair as its code, ``(200, "text/csv")``.
    """
    responses: dict[Any, Any] = {code: OpenApiResponse(body, said) for code, (body, said) in answers.items()}
    # Said by the server in front of Django, in words of its own.
    responses[414] = OpenApiResponse(None, "The URL is too long.")
    for code in sorted({*ALWAYS, *errors} - set(answers)):
        responses[code] = OpenApiResponse(ErrorAnswer, _WHY[code])
    describe = extend_schema(
        tags=[tag],
        request=request,
        responses=responses,
        parameters=[*parameters, *_error_headers(responses)],
        filters=False,
    )
    return lambda view: _ours(describe(view), verb, needs_body=needs_body)


def _ours(view: View, verb: str, *, needs_body: bool) -> View:
    def get_operation_id(auto_schema: Any) -> str:
        # From the path, because a host may include our URLs more than once.
        return "_".join(filter(None, ["jobkit", *auto_schema._tokenize_path(), verb])).replace("-", "_")

    def get_request_body(auto_schema: Any, direction: str = "request") -> Any:
        body = schema._get_request_body(auto_schema, direction)
        return {**body, "required": True} if body and needs_body and auto_schema.method != "PATCH" else body

    described: Any = view
    schema = described.kwargs["schema"]
    ours = {"get_operation_id": get_operation_id, "_get_request_body": get_request_body}
    described.kwargs["schema"] = type("JobkitSchema", (schema,), ours)
    return view


def _error_headers(responses: dict[Any, Any]) -> list[OpenApiParameter]:
    headers = [answer_header("WWW-Authenticate", {"type": "string"}, "How to authenticate.", [401])]
    waiting = [code for code in (429, 503) if code in responses]
    return [*headers, answer_header("Retry-After", SECONDS, "Seconds to wait.", waiting)]


SECONDS: Schema = {"type": "integer", "minimum": 1}


def answer_header(name: str, schema: Schema, description: str, codes: Sequence[int]) -> OpenApiParameter:
    """A header of the answers with one of `codes`."""
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description, response=list(codes))


def query(name: str, schema: Schema, description: str, **more: Any) -> OpenApiParameter:
    """A parameter in the query."""
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description, **more)


def header(name: str, schema: Schema, description: str) -> OpenApiParameter:
    """A header of the request."""
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description)


def in_path(name: str, schema: Schema, description: str) -> OpenApiParameter:
    """A part of the path."""
    return OpenApiParameter(name, schema, OpenApiParameter.PATH, description=description)
