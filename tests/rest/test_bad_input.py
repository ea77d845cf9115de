"""Whatever is sent, the answer is a 4xx of our shape and never a 500."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from rest_framework.exceptions import ParseError
from rest_framework.test import APIClient

from django_jobkit.rest.json_bodies import JobkitJSONParser
from tests.rest.conftest import JOBS, STATUSES, TASKS, make_job, url_of

MALFORMED = {
    "empty object cut off": b"{",
    "nothing but space": b"   ",
    "a bare word": b"hello",
    "trailing comma": b'{"name": "x",}',
    "two values": b'{"name": "x"} {"name": "y"}',
    "single quotes": b"{'name': 'x'}",
    "duplicate key": b'{"name": "x", "name": "y"}',
    "duplicate key below": b'{"task": "tests.add", "params": {"x": 1, "x": 2}}',
    "NaN": b'{"task": "tests.add", "params": {"x": NaN}}',
    "Infinity": b'{"task": "tests.add", "params": {"x": Infinity}}',
    "-Infinity": b'{"task": "tests.add", "params": {"x": -Infinity}}',
    "1e999": b'{"task": "tests.add", "params": {"x": 1e999}}',
    "-1e999": b'{"task": "tests.add", "params": {"x": -1e999}}',
    "a huge integer": b'{"task": "tests.add", "params": {"x": ' + b"9" * 5000 + b"}}",
    "latin-1": '{"name": "ü"}'.encode("latin-1"),
    "utf-16": '{"name": "ü"}'.encode("utf-16"),
    "raw control character": b'{"name": "a\x00b"}',
    "overlong utf-8": b'{"name": "\xc0\x80"}',
    "raw surrogate": b'{"name": "\xed\xa0\x80"}',
    "escaped NUL": b'{"name": "\\u0000"}',
    "escaped lone surrogate": b'{"name": "\\ud800"}',
    "NUL in params": b'{"task": "tests.echo", "params": {"value": "\\u0000"}}',
    "lone surrogate in params": b'{"task": "tests.echo", "params": {"value": "\\udfff"}}',
    "lone surrogate as a key": b'{"task": "tests.echo", "params": {"\\ud800": 1}}',
    "NUL in task": b'{"task": "\\u0000"}',
    "lone surrogate in task": b'{"task": "\\ud800"}',
    "65 levels": b'{"task": "tests.echo", "params": {"value": ' + b"[" * 63 + b"]" * 63 + b"}}",
    "a thousand levels": b"[" * 1000 + b"]" * 1000,
    "a hundred thousand levels": b"[" * 100_000 + b"]" * 100_000,
    "a hundred thousand objects": b'{"a":' * 100_000,
    "unbalanced": b"]" * 100 + b"[" * 100,
    "quotes and backslashes": b'["' + b'\\"' * 500_000,
    "only backslashes": b"[" * 70 + b"\\" * 500_000,
    "null": b"null",
    "number": b"1",
    "array": b"[]",
    "operators as keys": b'{"task": "tests.add", "params": {"_connector": "OR", "x__gt": 1, "__class__": 1}}',
}


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.parametrize("url", [JOBS, f"{JOBS}bulk/", STATUSES, TASKS])
def test_a_malformed_body_is_a_400_of_our_shape(api: APIClient, url: str, name: str) -> None:
    started = time.monotonic()
    answer = api.generic("POST", url, MALFORMED[name], content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert list(answer.json()) == ["error", "code", "details"]
    assert time.monotonic() - started < 5


def test_depth_up_to_the_limit_is_taken_in(api: APIClient) -> None:
    body = b'{"name": "x", "ignored": ' + b"[" * 63 + b"]" * 63 + b"}"
    assert api.generic("POST", JOBS, body, content_type="application/json").status_code == 201


def test_brackets_in_text_are_not_depth(api: APIClient) -> None:
    answer = api.post(JOBS, {"name": "x", "ignored": '[{"' * 1000}, format="json")
    assert answer.status_code == 201


def test_a_byte_order_mark_and_a_charset_do_no_harm(api: APIClient) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"name": "ü"}, ensure_ascii=False).encode()
    answer = api.generic("POST", JOBS, body, content_type="application/json; charset=utf-8")
    assert (answer.status_code, answer.json()["name"]) == (201, "ü")


def test_unpaired_halves_make_no_answer_unreadable(api: APIClient) -> None:
    body = b'{"task": "tests.add", "params": {"x": 1, "\\ud800": 1}}'
    answer = api.generic("POST", JOBS, body, content_type="application/json")
    assert answer.status_code == 400
    assert json.loads(answer.content.decode())["details"]


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "x" * 300, ""]
)
def test_another_media_type_is_a_415(api: APIClient, media_type: str) -> None:
    answer = api.generic("POST", JOBS, b'{"name": "x"}', content_type=media_type)
    assert answer.status_code == 415


LISTS = [JOBS, STATUSES]
PARAMETERS = (
    *("status", "task", "name", "queue", "created_after", "created_before", "search", "ordering"),
    *("page", "page_size", "cursor", "job", "status_type", "wait"),
)


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize(
    "value", ["%00", "a%00b", "x", "%", "%ff", "'", '"', "\\", "1" * 5000, "%ED%A0%80", "[]", "-1"]
)
def test_no_query_is_a_500(api: APIClient, owner: Any, parameter: str, value: str, jobkit: Callable[..., None]) -> None:
    jobkit(WAIT_LIMIT=0.01)
    job = make_job(owner=owner)
    for url in (*LISTS, url_of(job, "statuses"), url_of(job)):
        if parameter == "wait" and url != url_of(job):
            continue
        answer = api.get(f"{url}?{parameter}={value}")
        assert answer.status_code in {200, 400, 404}
        if "%00" in value:
            assert answer.status_code == 400


@pytest.mark.parametrize("header", ["ACCEPT", "PREFER", "IF_NONE_MATCH", "IDEMPOTENCY_KEY", "CONTENT_TYPE"])
@pytest.mark.parametrize("value", ["", "*", "\xff", "'\"", ",,;;==", "x" * 10_000, "application/json;q=x"])
def test_no_header_is_a_500(api: APIClient, owner: Any, header: str, value: str) -> None:
    headers: dict[str, Any] = {header if header == "CONTENT_TYPE" else f"HTTP_{header}": value}
    url = url_of(make_job(owner=owner))
    assert api.get(url, **headers).status_code in {200, 304, 406}
    assert (
        api.generic("POST", JOBS, b'{"name": "x"}', **{"content_type": "application/json", **headers}).status_code < 500
    )


@pytest.mark.parametrize("length", ["-1", "x", ""])
def test_a_content_length_that_lies_is_no_500(api: APIClient, length: str) -> None:
    answer = api.generic("POST", JOBS, b'{"name": "x"}', content_type="application/json", CONTENT_LENGTH=length)
    assert answer.status_code in {201, 400, 413}


def test_a_body_that_ends_early_is_refused_as_cut_off() -> None:
    class Stream(BytesIO):
        META = {"CONTENT_LENGTH": "500"}

    stream = Stream(b'{"name": "cut off"}')
    with pytest.raises(ParseError, match="ended after 19 of 500 bytes"):
        JobkitJSONParser().parse(stream)


@pytest.mark.parametrize("url", [JOBS, TASKS])
def test_a_body_in_chunks_is_not_taken_for_an_empty_one(api: APIClient, url: str) -> None:
    answer = api.generic(
        "POST", url, b'{"name": "x"}', "application/json", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked"
    )
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_a_body_that_says_it_is_too_large_is_not_read(api: APIClient) -> None:
    answer = api.generic("POST", JOBS, "{}", content_type="application/json", CONTENT_LENGTH="99999999999")
    assert answer.status_code == 413
