"""What requests, urllib3 and http.client raise, said in our words: theirs name addresses and quote the other side."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected
from typing import Any

import requests
from urllib3 import exceptions as urllib3

from django_jobkit.egress.errors import (
    BadAnswer,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    EgressError,
    HeaderTooLarge,
    InvalidUrl,
    SchemeRefused,
    TlsFailed,
    http_error,
)
from django_jobkit.egress.retrying import parse_retry_after

_DEPTH = 8

# The first that any link of the chain of causes is an instance of.
_WORDS: tuple[tuple[tuple[type[BaseException], ...], type[EgressError]], ...] = (
    ((requests.exceptions.InvalidSchema,), SchemeRefused),
    ((LineTooLong,), HeaderTooLarge),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), ConnectionLost),
    ((ssl.SSLError, requests.exceptions.SSLError, urllib3.SSLError), TlsFailed),
    ((urllib3.ReadTimeoutError, requests.ReadTimeout), DeadlineExceeded),
    ((requests.exceptions.ProxyError, urllib3.ProxyError, requests.ConnectTimeout), ConnectFailed),
    ((RemoteDisconnected, IncompleteRead, urllib3.IncompleteRead, ConnectionError, BrokenPipeError), ConnectionLost),
    ((BadStatusLine, urllib3.InvalidHeader, urllib3.InvalidChunkLength, requests.exceptions.InvalidHeader), BadAnswer),
    ((requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, urllib3.LocationValueError), InvalidUrl),
)


def translated(error: BaseException) -> EgressError:
    """Our word for `error`."""
    response = getattr(error, "response", None)
    if isinstance(error, requests.HTTPError) and response is not None:
        return http_error(response.status_code, parse_retry_after(response.headers.get("Retry-After")))
    chain = list(_chain(error))
    for link in chain:
        if isinstance(link, EgressError):
            return link
    for kinds, ours in _WORDS:
        if any(isinstance(link, kinds) for link in chain):
            return ours()
    if any(type(link) is HTTPException for link in chain):
        # "got more than 100 headers" is all that http.client raises without a name.
        return HeaderTooLarge()
    if isinstance(error, (OSError, urllib3.ProtocolError)):
        return ConnectionLost()
    return BadAnswer()


def _chain(error: Any) -> Iterator[BaseException]:
    """`error` and what it was made of, as its cause, its reason or one of its arguments."""
    layer: list[Any] = [error]
    for _ in range(_DEPTH):
        found = [each for each in layer if isinstance(each, BaseException)]
        yield from found
        layer = [inner for each in found for inner in (*each.args, getattr(each, "reason", None), each.__cause__)]
