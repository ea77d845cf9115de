"""Servers that fail, for a moment or for good."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from django_jobkit.egress import EgressError, HttpError, RateLimited, guarded_session
from django_jobkit.scans.extractors import http_json
from django_jobkit.scans.problems import ExtractionError
from django_jobkit.testing.scans import Extracted, TrialScan
from tests.scans.http_json import apis
from tests.scans.http_json.server import Answer


def read_until_it_fails(url: str, http: Any, cursor: Any = None, **options: Any) -> tuple[Extracted, Exception]:
    """What was given before the error, and the error."""
    found = Extracted()
    scan = TrialScan(found, cursor=cursor, upload=None, upload_name="", http=http, owner=None)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is, the test looks at it
        for given in http_json(http_json.validated({"url": url, **options}), scan):
            found.take(given)
    return found, caught.value


@pytest.mark.parametrize(
    "fault",
    [
        Answer({}, 429, {"Retry-After": "1"}),
        Answer({}, 500),
        Answer({}, 503, {"Retry-After": "2"}),
        Answer(apis.RECORDS, drop=True),
    ],
    ids=["429", "500", "503", "cut off"],
)
@pytest.mark.parametrize("page", [0, 1])
def test_a_server_that_fails_once_is_asked_again(serve: Any, read: Any, fault: Answer, page: int) -> None:
    api = serve(apis.drf)
    api.faults = [None] * page + [fault]

    assert [record["id"] for record in read(api.url()).records] == list(range(25))
    assert len(api.asked) == 4


def test_a_server_that_wants_a_long_rest_sends_the_job_back(serve: Any, http: Any) -> None:
    api = serve(apis.drf)
    api.faults = [None, Answer({}, 429, {"Retry-After": "3600"})]

    found, error = read_until_it_fails(api.url(), http)

    assert isinstance(error, RateLimited)
    assert len(found.records) == 10


@pytest.mark.parametrize(("status", "retry"), [(404, False), (400, False), (500, True), (503, True)])
def test_a_page_that_fails_keeps_what_was_read(serve: Any, http: Any, read: Any, status: int, retry: bool) -> None:
    api = serve(apis.drf)
    api.faults = [None] + [Answer({"why": "no"}, status)] * 4

    found, error = read_until_it_fails(api.url(), http)

    assert isinstance(error, HttpError)
    assert (error.code, error.status, error.retry) == ("http_error", status, retry)
    assert len(found.records) == 10
    api.faults = []
    assert [record["id"] for record in read(api.url(), cursor=found.cursors[-1]).records] == list(range(10, 25))


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_let_in_is_told(serve: Any, http: Any, status: int) -> None:
    api = serve(lambda asked: Answer({}, status))

    _, error = read_until_it_fails(api.url(), http, auth={"kind": "bearer", "token": "sesame-open"})

    assert isinstance(error, ExtractionError)
    assert (error.code, error.retry) == ("auth_failed", False)
    assert len(api.asked) == 1


NOT_JSON = {
    "html": (Answer(b"<!doctype html><p>Log in", headers={"Content-Type": "text/html"}), "web page"),
    "cut off": (Answer(b'{"items": [1, 2'), "line 1"),
    "not utf-8": (Answer(b'{"name": "M\xfcller"}'), "UTF-8"),
    "deep": (Answer(b"[" * 200_000), "nested"),
    "two documents": (Answer(b'{"a": 1}\n{"a": 2}'), "line 2"),
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_what_is_no_json_is_refused_with_the_reason(serve: Any, http: Any, name: str) -> None:
    answer, reason = NOT_JSON[name]
    api = serve(lambda asked: answer)

    _, error = read_until_it_fails(api.url(), http)

    assert isinstance(error, ExtractionError)
    assert error.code == "not_json"
    assert reason in str(error)


def test_a_selector_that_finds_nothing_is_told_what_there_is(serve: Any, http: Any) -> None:
    api = serve(lambda asked: {"answer": {"things": [{"id": 1}]}, "tags": []})

    _, error = read_until_it_fails(api.url(), http, data_selector="answer.rows")

    assert isinstance(error, ExtractionError)
    assert error.code == "no_records_found"
    assert "$.answer.things (1)" in str(error)


@pytest.mark.parametrize("value", [42, "hello", False])
def test_a_single_value_that_is_selected_is_no_record(serve: Any, http: Any, value: Any) -> None:
    api = serve(lambda asked: {"meta": {"total": value}, "items": [{"id": 1}]})

    found, error = read_until_it_fails(api.url(), http, data_selector="meta.total")

    assert getattr(error, "code", None) == "no_records_found"
    assert "$.items (1)" in str(error)
    assert not found.records


@pytest.mark.parametrize("value", [42, "hello", True])
def test_a_single_value_is_no_record(serve: Any, http: Any, value: Any) -> None:
    api = serve(lambda asked: value)

    _, error = read_until_it_fails(api.url(), http)

    assert getattr(error, "code", None) == "no_records_found"


def test_an_answer_that_is_too_large_is_refused(serve: Any, settings: Any) -> None:
    settings.JOBKIT = {"EGRESS_ALLOW": ["127.0.0.1:*"], "EGRESS_MAX_BYTES": 1_000_000}
    api = serve(lambda asked: Answer(b'["' + b"x" * 2_000_000 + b'"]'))
    with guarded_session(wait=lambda seconds: None) as small:
        _, error = read_until_it_fails(api.url(), small)

    assert isinstance(error, EgressError)
    assert error.code == "body_too_large"


def test_a_packed_answer_that_unpacks_to_too_much_is_refused(serve: Any, settings: Any) -> None:
    settings.JOBKIT = {"EGRESS_ALLOW": ["127.0.0.1:*"], "EGRESS_MAX_BYTES": 1_000_000}
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    api = serve(lambda asked: Answer(bomb, headers={"Content-Encoding": "gzip"}))
    with guarded_session(wait=lambda seconds: None) as small:
        _, error = read_until_it_fails(api.url(), small)

    assert getattr(error, "code", None) in {"body_too_large", "bad_encoding"}


@pytest.mark.parametrize("place", ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/items", "file:///x"])
def test_a_redirect_into_the_network_of_the_operator_is_refused(serve: Any, http: Any, place: str) -> None:
    api = serve(lambda asked: Answer({}, 302, {"Location": place}))

    _, error = read_until_it_fails(api.url(), http)

    assert isinstance(error, EgressError)
    assert not error.retry


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "localhost"])
def test_a_next_page_in_the_network_of_the_operator_is_refused_though_its_host_is_named(
    serve: Any, http: Any, host: str
) -> None:
    api = serve(lambda asked: {"items": apis.page_of(1), "next": f"http://{host}/items?page=2"})

    found, error = read_until_it_fails(api.url(), http, allow_hosts=[host])

    assert isinstance(error, EgressError)
    assert not error.retry
    assert len(found.records) == 10


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("http://h:9006:9099/", "invalid_url"),
        ("http://[::1", "invalid_url"),
        ("http://h:\ud800/", "invalid_url"),
        ("//[x/", "next_refused"),
        ("http://\u2100/", "next_refused"),
    ],
)
@pytest.mark.parametrize("paginator", [None, {"kind": "json_link"}])
def test_a_next_page_at_what_is_no_url_is_told_once_the_page_before_is_kept(
    serve: Any, http: Any, link: str, code: str, paginator: Any
) -> None:
    api = serve(lambda asked: {"items": apis.page_of(1), "next": link})
    options = {} if paginator is None else {"paginator": paginator}

    found, error = read_until_it_fails(api.url(), http, **options)

    assert (getattr(error, "code", None), getattr(error, "retry", None)) == (code, False)
    assert len(found.records) == 10
    again, error = read_until_it_fails(api.url(), http, cursor=found.cursors[-1], **options)
    assert getattr(error, "code", None) == code
    assert not again.records


@pytest.mark.slow
def test_a_large_page_is_read_within_its_bounds(serve: Any, read: Any) -> None:
    body = b"[" + b",".join(b'{"id": %d, "text": "%s"}' % (number, b"x" * 1000) for number in range(50_000)) + b"]"
    api = serve(lambda asked: Answer(body))

    assert len(read(api.url()).records) == 50_000
