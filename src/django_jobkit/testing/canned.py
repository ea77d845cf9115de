"""A session that fetches nothing, for the tests of extractors that would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django_jobkit.egress.errors import http_error

if TYPE_CHECKING:
    import requests

_NOT_FOUND = 404


def canned_session(answers: Mapping[str, Any]) -> requests.Session:
    """A ``requests.Session`` that answers from `answers`, by whole address with its query; nothing is fetched.

    An answer is a page of HTML (str), the status of an error (int), or what is given as JSON. Like the guarded session
    it raises an EgressError for the status of an error, and that is a 404 where nothing was canned. What was asked for,
    in order, is in its ``asked``.
    """
    import requests

    asked: list[str] = []

    class Canned(requests.adapters.BaseAdapter):
        """Answers without a network."""

        def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
            """What was canned for this address."""
            asked.append(request.url or "")
            return _answer(request, answers.get(request.url or "", _NOT_FOUND))

        def close(self) -> None:
            """Nothing is open."""

    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, Canned())
    session.asked = asked  # type: ignore[attr-defined] # requests lets a session have more than it declares
    return session


def _answer(request: requests.PreparedRequest, canned: Any) -> requests.Response:
    import requests

    if isinstance(canned, int) and not isinstance(canned, bool):
        raise http_error(canned)
    response = requests.Response()
    response.request, response.url, response.status_code = request, request.url or "", 200
    response.encoding = "utf-8"
    response.headers["Content-Type"] = "text/html" if isinstance(canned, str) else "application/json"
    response._content = (canned if isinstance(canned, str) else json.dumps(canned)).encode()
    return response
