"""Whatever is asked, the answer is of our shape and never a 500."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.rest.cursors import Cursor
from tests.rest.test_bad_input import MALFORMED
from tests.scans.rest.conftest import SCANS, make_scan, make_source, numbered, url_of

PARAMETERS = (
    *("status", "extractor", "source", "created_after", "created_before", "search", "ordering", "page", "page_size"),
    *("cursor", "name", "code", "field", "fields", "filter", "filter[n]", "filter[n__gt]", "filter[n__in]"),
    *("filter[word]", "filter[word__contains]", "filter[even__isnull]", "filter[n.deeper]", "filter[__gt]"),
    *("against", "key", "change", "format", "partial", "raw", "wait"),
)
VALUES = (
    "%00",
    "a%00b",
    "x",
    "%",
    "%ff",
    "'",
    '"',
    "\\",
    "1" * 5000,
    "%ED%A0%80",
    "[]",
    "-1",
    "1e999",
    "",
    ",",
    "." * 99,
)


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_no_query_is_a_500(api: APIClient, owner: Any, parameter: str, jobkit: Callable[..., None]) -> None:
    jobkit(WAIT_LIMIT=0.01)
    scan = make_scan(records=numbered(3), owner=owner, scan={"key": ["n"]})
    paths = [url_of(scan, action) for action in ("status", "result", "errors", "profile", "diff")]
    for path in (SCANS, f"{SCANS}sources/", *paths):
        for value in VALUES:
            answer = api.get(f"{path}?{parameter}={value}")
            assert answer.status_code in {200, 400, 404, 406}, (path, value)
            if answer.status_code != 200:
                assert list(answer.json()) == ["error", "code", "details"]
            if "%00" in value:
                assert answer.status_code in {400, 406}


@pytest.mark.parametrize(
    "cursor",
    ["x", "-1", Cursor(-1).encoded(), Cursor(0).encoded() + "x", Cursor(10**30).encoded(), Cursor(2**63).encoded()],
)
@pytest.mark.parametrize("action", ["result", "errors"])
def test_a_strange_cursor_is_no_500(api: APIClient, owner: Any, cursor: str, action: str) -> None:
    scan = make_scan(records=numbered(3), owner=owner)
    for query in ("", "&filter[n]=1"):
        answer = api.get(f"{url_of(scan, action)}?cursor={cursor}{query}")
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            assert not answer.json().get("records")


def test_the_cursor_of_another_list_is_damaged(api: APIClient, owner: Any) -> None:
    for _ in range(2):
        scan = make_scan(records=numbered(3), owner=owner)
    cursor = api.get(f"{SCANS}?cursor=&page_size=1").json()["next"].partition("?")[2]
    assert api.get(f"{url_of(scan, 'result')}?{cursor}").status_code == 404


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.parametrize("path", ["start/", "sources/", "sources/{source}/start/"])
def test_a_malformed_body_is_a_400_of_our_shape(api: APIClient, owner: Any, path: str, name: str) -> None:
    url = SCANS + path.format(source=make_source(owner).pk)
    answer = api.generic("POST", url, MALFORMED[name], content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert list(answer.json()) == ["error", "code", "details"]


@pytest.mark.parametrize("field", ["extractor", "source", "name", "key", "options", "file"])
@pytest.mark.parametrize("value", [None, 1, True, [], {}, "", "x" * 10_000, ["x" * 10_000], {"x": "x" * 10_000}])
def test_no_value_of_a_field_is_a_500(api: APIClient, owner: Any, field: str, value: Any) -> None:
    source = make_source(owner)
    for url in (f"{SCANS}start/", f"{SCANS}sources/", f"{SCANS}sources/{source.pk}/start/"):
        assert api.post(url, {field: value}, format="json").status_code in {202, 400}
    assert api.patch(f"{SCANS}sources/{source.pk}/", {field: value}, format="json").status_code in {200, 400}


@pytest.mark.parametrize("text", ["x", "1", "%00", "0190a6f0-0000-7000-8000-00000000000g", "x" * 5000, "%ff", "{}"])
def test_what_is_no_id_is_a_404(api: APIClient, text: str) -> None:
    for path in ("status", "result", "errors", "profile", "diff", "sources"):
        assert api.get(f"{SCANS}{path}/{text}/").status_code == 404
