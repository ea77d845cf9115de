"""What may follow from a redirect, and what it must not take along."""

from __future__ import annotations

from requests import PreparedRequest, Response

from django_jobkit.egress.errors import EgressRefused, RedirectRefused
from django_jobkit.egress.hosts import Target, target_of

#: Headers that say nothing about who asks. Keys are sent in headers of any name, so all others stay behind.
_HARMLESS = frozenset(
    {"accept", "accept-encoding", "accept-language", "content-length", "content-type", "range", "user-agent"}
)


def check_redirect(response: Response, following: PreparedRequest) -> None:
    """Raise RedirectRefused when the request that follows from `response` must not be sent."""
    here = _target(response.request)
    location = response.headers.get("Location", "")
    if "\\" in location or not location.isprintable():
        raise RedirectRefused
    there = _target(following)
    if here.scheme == "https" and there.scheme == "http":
        raise RedirectRefused("The server redirects from https:// to http://, where anybody could listen.")
    if here != there and following.body:
        raise RedirectRefused("The server redirects what you send to another host, which need not be meant for it.")


def strip_secrets(following: PreparedRequest, response: Response) -> None:
    """Leave out every header that may tell another origin a secret."""
    try:
        if _target(response.request) == _target(following):
            return
    except RedirectRefused:
        # It will not be sent; still, it carries nothing.
        pass
    for name in [name for name in following.headers if name.lower() not in _HARMLESS]:
        del following.headers[name]


def _target(request: PreparedRequest) -> Target:
    try:
        return target_of(request.url or "")
    except EgressRefused:
        raise RedirectRefused from None
