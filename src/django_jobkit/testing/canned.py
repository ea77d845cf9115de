"""A session that fetches nothing, for the tests of extractors that would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests


def canned_session(answers: Mapping[str, Any]) -> requests.Session:
    """A ``requests.Session`` that answers from `answers`, by whole address with its query; anything else is a 404.

    An answer is a page of HTML (str), the status of an error (int), or what is given as JSON. What was asked for, in
    order, is in its ``asked``.
    """
    import requests

    asked: list[str] = []

    class Canned(requests.adapters.BaseAdapter):
        """Answers without a network."""

        def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
            """What was canned for this address."""
            asked.append(request.url or "")
            return _answer(request, answers.get(request.url or "", 404))

        def close(self) -> None:
            """Nothing is open."""

    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, Canned())
    session.asked = asked  # type: ignore[attr-defined] # requests lets a session have more than it declares
    return session


def _answer(request: requests.PreparedRequest, canned: Any) -> requests.Response:
    import requests

    response = requests.Response()
    response.request, response.url = request, request.url or ""
    is_error = isinstance(canned, int) and not isinstance(canned, bool)
    response.status_code = canned if is_error else 200
    if is_error:
        canned = {"error": f"canned {canned}"}
    response.encoding = "utf-8"
    response.headers["Content-Type"] = "text/html" if isinstance(canned, str) else "application/json"
    response._content = (canned if isinstance(canned, str) else json.dumps(canned)).encode()
    return response
