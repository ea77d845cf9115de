"""Entity tags and the headers that tell a client when to ask again."""

from __future__ import annotations

from uuid import UUID

from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.conf import config
from django_jobkit.core.status import TERMINAL

#: Changes when jobs begin to look otherwise, so that an upgrade is no 304.
SHAPE = "1"
#: On every answer of ours, so that nobody keeps what is another's.
VARY = "Accept, Authorization, Cookie, Prefer"
CACHE_CONTROL = "private, no-cache"


def etag_of(job_id: UUID, revision: int) -> str:
    """The weak entity tag of a job at `revision`, as JSON."""
    return f'W/"{job_id.hex}-{revision}-{SHAPE}"'


def is_unchanged(request: Request, etag: str) -> bool:
    """Whether the caller has what `etag` stands for, by the weak comparison of RFC 9110."""
    known = request.META.get("HTTP_IF_NONE_MATCH")
    if not known:
        return False
    if known == etag:
        return True
    tags = {tag.removeprefix("W/") for tag in parse_etags(known)}
    return "*" in tags or etag.removeprefix("W/") in tags


def present_state(response: Response, etag: str | None, status: str) -> Response:
    """`response` with what both a 200 and a 304 about a job carry beside CACHE_CONTROL and VARY."""
    if etag is not None:
        response.headers["ETag"] = etag
    if status not in TERMINAL:
        response.headers["Retry-After"] = str(config.RETRY_AFTER)
    return response
