"""The Idempotency-Key header."""

from __future__ import annotations

import re

from rest_framework.request import Request

from django_jobkit.exceptions import InvalidIdempotencyKey

_BARE = re.compile(r"[\x21\x23-\x7e]{1,255}")
_QUOTED = re.compile(r'"((?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"')


def idempotency_key(request: Request) -> str | None:
    """The caller's key, bare or quoted; raises InvalidIdempotencyKey when it is malformed."""
    given = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if given is None:
        return None
    given = given.strip()
    if _BARE.fullmatch(given):
        return str(given)
    quoted = _QUOTED.fullmatch(given)
    if quoted is None:
        raise InvalidIdempotencyKey
    return re.sub(r'\\(["\\])', r"\1", quoted[1])
