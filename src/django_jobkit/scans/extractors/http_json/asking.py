"""The first request, and the client that sends it; loaded with dlt."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from dlt.common.configuration.specs.runtime_configuration import RuntimeConfiguration
from dlt.sources.helpers.rest_client.client import RESTClient
from requests import Response

from django_jobkit.egress.errors import http_error
from django_jobkit.scans.extractors.http_json.options import HttpJsonOptions
from django_jobkit.scans.problems import ExtractionError

if TYPE_CHECKING:
    from requests import Session

#: Unauthorized, Forbidden.
REFUSALS = frozenset({401, 403})
_LEAST_ERROR = 400


def client_of(session: Session) -> RESTClient:
    """dlt's client on this session; it looks into no files and no environment for settings."""
    return RESTClient("", session=session, config=RuntimeConfiguration())


def first_request(options: HttpJsonOptions) -> dict[str, Any]:
    """What to ask for first, as dlt's client takes it.

    The query of the address is taken apart, so that a paginator can change a parameter instead of adding it again.
    """
    parts = urlsplit(options.address)
    params: dict[str, Any] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        params.setdefault(name, []).append(value)
    params = {name: values if len(values) > 1 else values[0] for name, values in params.items()}
    given = {name: _spelt(value) for name, value in options.params.items()}
    return {
        "path": urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
        "method": options.method,
        "params": params | given,
        "json": copy.deepcopy(options.json_body),
        "headers": {"Accept": "application/json, */*;q=0.5"},
        "data_selector": "$",
        "hooks": {"response": [_leave_unread]},
    }


def _spelt(value: Any) -> Any:
    """As most servers spell it: ``true``, not ``True``."""
    return str(value).lower() if isinstance(value, bool) else value


def check_answer(response: Response) -> None:
    """Raise the error that the status of `response` stands for."""
    if response.status_code >= _LEAST_ERROR:
        raise http_error(response.status_code)


def not_let_in(status: int) -> ExtractionError:
    """The error for an answer that wants to know better who is asking."""
    message = f"The server does not let us in ({status}); check `auth` and `headers`."
    return ExtractionError(message, code="auth_failed", details={"status": status})


def _leave_unread(response: Response, *_: Any, **__: Any) -> None:
    """Give dlt, which only passes it on, no document: it would be parsed again, without a care for what JSON it is."""
    response.json = dict  # type: ignore[method-assign]
