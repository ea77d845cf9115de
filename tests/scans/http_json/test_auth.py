"""Who is asking: said to the right server, and to nobody else."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.scans.http_json import apis
from tests.scans.http_json.server import Answer
from tests.scans.http_json.test_failures import read_until_it_fails

SECRET = "s3cret/with=odd&signs"  # what has to be written differently in an address
BASIC = base64.b64encode(f"me:{SECRET}".encode()).decode()
KINDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "bearer": ({"kind": "bearer", "token": SECRET}, "authorization", f"Bearer {SECRET}"),
    "basic": ({"kind": "basic", "username": "me", "password": SECRET}, "authorization", f"Basic {BASIC}"),
    "api_key": ({"kind": "api_key", "name": "X-Key", "value": SECRET}, "x-key", SECRET),
}
IN_QUERY = {"kind": "api_key", "name": "api_key", "value": SECRET, "location": "query"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_request_says_who_is_asking(serve: Any, read_in_parts: Any, kind: str) -> None:
    auth, header, value = KINDS[kind]
    api = serve(apis.drf)

    assert len(read_in_parts(api.url(), auth=auth).records) == 25
    assert {asked.headers.get(header) for asked in api.asked} == {value}


def test_headers_are_sent(serve: Any, read: Any) -> None:
    api = serve(apis.drf)

    read(api.url(), headers={"X-Tenant": "seven"})

    assert {asked.headers["x-tenant"] for asked in api.asked} == {"seven"}


def test_a_key_in_the_query_is_on_every_request_and_in_no_cursor(serve: Any, read_in_parts: Any) -> None:
    def echoing(asked: Any) -> Any:
        answer = apis.drf(asked)
        assert asked.query["api_key"] == SECRET
        key = "s3cret%2Fwith%3Dodd%26signs"
        return answer | {"next": answer["next"] and f"{answer['next']}&api_key={key}"}

    api = serve(echoing)
    whole = read_in_parts(api.url(), auth=IN_QUERY)

    assert len(whole.records) == 25
    assert all("s3cret" not in json.dumps(cursor) for cursor in whole.cursors)
    assert "s3cret" not in str(whole.reports)


def test_a_secret_that_a_server_writes_into_its_links_is_in_no_cursor(serve: Any, read_in_parts: Any) -> None:
    def echoing(asked: Any) -> Any:
        answer = apis.drf(asked)
        return answer | {"next": answer["next"] and f"{answer['next']}&t=s3cret%2Fwith%3Dodd%26signs"}

    whole = read_in_parts(serve(echoing).url(), auth=KINDS["bearer"][0])

    assert len(whole.records) == 25
    assert "s3cret" not in json.dumps(whole.cursors)


@pytest.mark.parametrize("auth", [*(kind[0] for kind in KINDS.values()), IN_QUERY])
@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_no_error_problem_or_log_has_a_secret_in_it(
    serve: Any, http: Any, caplog: Any, auth: dict[str, Any], status: int
) -> None:
    api = serve(lambda asked: Answer(f"<p>You sent {asked.headers} {asked.query}".encode(), status))

    with caplog.at_level(logging.DEBUG, logger="django_jobkit"), caplog.at_level(logging.DEBUG, logger="dlt"):
        found, error = read_until_it_fails(api.url(), http, auth=auth, headers={"X-Other": "hidden-too"})

    told = f"{error} {error!r} {getattr(error, 'details', '')} {found} {caplog.text}"
    assert not any(secret in told for secret in ("s3cret", BASIC, "hidden-too"))


def test_the_next_page_on_another_server_is_refused_and_what_was_read_kept(serve: Any, http: Any) -> None:
    other = serve(apis.drf)
    api = serve(lambda asked: {"results": apis.page_of(1), "next": other.url("/items?page=2&t=1")})

    found, error = read_until_it_fails(api.url(), http, auth=KINDS["bearer"][0])

    assert getattr(error, "code", None) == "next_refused"
    assert len(found.records) == 10
    assert other.asked == []


def test_another_server_that_is_allowed_is_told_no_secret(serve: Any, read: Any) -> None:
    other = serve(apis.drf)
    api = serve(lambda asked: {"results": apis.page_of(1), "next": other.url("/items?page=2")})

    found = read(api.url(), auth=KINDS["api_key"][0], headers={"X-Other": "hidden-too"}, allow_hosts=["127.0.0.1"])

    assert [record["id"] for record in found.records] == list(range(25))
    assert all("x-key" not in asked.headers and "x-other" not in asked.headers for asked in other.asked)


def test_a_redirect_to_another_server_takes_no_secret_along(serve: Any, read: Any) -> None:
    other = serve(apis.plain_pages)
    api = serve(lambda asked: Answer({}, 302, {"Location": other.url("/items?page=3")}))

    read(api.url(), auth=KINDS["api_key"][0], headers={"X-Other": "hidden-too"})

    assert other.asked
    assert all("x-key" not in asked.headers and "x-other" not in asked.headers for asked in other.asked)


def _oauth(api: Any, **more: Any) -> dict[str, Any]:
    url = api.url("/token")
    return {"kind": "oauth2_client_credentials", "token_url": url, "client_id": "me", "client_secret": SECRET} | more


def _granting(tokens: list[str], lifetime: int = 3600) -> Any:
    """An API that gives one token after the other, and takes the last one alone."""

    def answer(asked: Any) -> Any:
        if asked.path == "/token":
            tokens.append(f"token-{len(tokens)}")
            return {"access_token": tokens[-1], "token_type": "bearer", "expires_in": lifetime}
        if asked.headers.get("authorization") != f"Bearer {tokens[-1]}":
            return Answer({}, 401)
        return apis.drf(asked)

    return answer


def test_a_token_is_fetched_with_the_credentials_and_used(serve: Any, read: Any) -> None:
    tokens: list[str] = []
    api = serve(_granting(tokens))

    assert len(read(api.url(), auth=_oauth(api, scope="things")).records) == 25
    assert len(tokens) == 1
    sent = parse_qs(api.asked[0].body.decode())
    assert sent["client_secret"] == [SECRET]
    assert (sent["grant_type"], sent["scope"]) == (["client_credentials"], ["things"])


def test_a_token_that_has_expired_is_fetched_anew(serve: Any, read: Any) -> None:
    tokens: list[str] = []
    api = serve(_granting(tokens, lifetime=0))

    assert len(read(api.url(), auth=_oauth(api)).records) == 25
    assert len(tokens) == 3


def test_a_token_that_is_refused_is_fetched_anew(serve: Any, read: Any) -> None:
    tokens: list[str] = []
    granting = _granting(tokens)

    def revoking(asked: Any) -> Any:
        if asked.query.get("page") == "2" and len(tokens) == 1:
            return Answer({}, 401)
        return granting(asked)

    api = serve(revoking)

    assert [record["id"] for record in read(api.url(), auth=_oauth(api)).records] == list(range(25))
    assert tokens == ["token-0", "token-1"]


@pytest.mark.parametrize(
    "answer",
    [Answer({"error": "invalid_client"}, 400), Answer({}, 401), {"token": "x"}, Answer(b"<p>"), ["x"]],
    ids=["400", "401", "no token", "html", "list"],
)
def test_no_token_is_an_error_that_says_so(serve: Any, http: Any, answer: Any) -> None:
    api = serve(lambda asked: answer)

    _, error = read_until_it_fails(api.url(), http, auth=_oauth(api))

    assert getattr(error, "code", None) == "auth_failed"
    assert len(api.asked) == 1
