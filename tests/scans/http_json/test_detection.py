"""Ways of paging that are found out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scans.http_json import apis

STYLES: list[tuple[Any, str, str]] = [
    (apis.drf, "", "json_link"),
    (apis.hal, "", "json_link"),
    (apis.odata, "", "json_link"),
    (apis.meta_next, "", "json_link"),
    (apis.fhir, "", "json_link"),
    (apis.link_header, "", "header_link"),
    (apis.total_pages, "", "page_number"),
    (apis.laravel, "", "page_number"),
    (apis.spring, "", "page_number"),
    (apis.spring, "?page=0", "page_number"),
    (apis.skip_limit, "?limit=10", "offset"),
    (apis.next_cursor, "", "cursor"),
    (apis.page_token, "", "cursor"),
    (apis.cursor_page, "", "cursor"),
    (apis.header_cursor, "", "header_cursor"),
    (apis.json_server, "?_page=1", "cursor"),
    (apis.json_server_0, "?_page=1&_limit=10", "header_link"),
    (apis.datasette, "", "json_link"),
    (apis.plain_pages, "?page=1", "page_number"),
]


@pytest.mark.parametrize(("style", "query", "kind"), STYLES, ids=lambda value: getattr(value, "__name__", value))
def test_every_record_comes_once_and_from_every_cursor_the_rest(
    serve: Any, read_in_parts: Any, style: Any, query: str, kind: str
) -> None:
    api = serve(style)

    whole = read_in_parts(api.url("/items" + query))

    assert [(record["id"], record["name"]) for record in whole.records] == [
        (record["id"], record["name"]) for record in apis.RECORDS
    ]
    assert whole.cursors[0]["paging"]["kind"] == kind
    assert whole.problems == []
    assert whole.bytes > 0


def test_json_api_records_are_made_flat(serve: Any, read_in_parts: Any) -> None:
    api = serve(apis.json_api)

    whole = read_in_parts(api.url())

    assert whole.records[0] == {"type": "things", "id": "0", "name": "thing 0"}
    assert len(whole.records) == 25


def test_records_stay_as_they_are_when_told_so(serve: Any, read: Any) -> None:
    api = serve(apis.json_api)

    assert read(api.url(), shape="as_is").records[0]["attributes"] == {"name": "thing 0"}


def test_a_search_is_paged_in_its_body(serve: Any, read_in_parts: Any) -> None:
    api = serve(apis.elasticsearch)

    whole = read_in_parts(api.url(), method="POST", json={"query": {"match_all": {}}, "size": 10})

    assert [record["id"] for record in whole.records] == list(range(25))
    assert whole.records[0] == {"_id": "0", "id": 0, "name": "thing 0"}
    assert api.asked[1].json == {"query": {"match_all": {}}, "size": 10, "from": 10}


def test_one_thing_is_one_record_though_it_speaks_of_pages(serve: Any, read: Any) -> None:
    api = serve(lambda asked: {"title": "A book", "pages": 300, "tags": ["a", "b"]})

    found = read(api.url())

    assert found.records == [{"title": "A book", "pages": 300, "tags": ["a", "b"]}]
    assert len(api.asked) == 1


def test_more_that_cannot_be_reached_is_said(serve: Any, read: Any) -> None:
    api = serve(lambda asked: {"data": apis.page_of(1), "has_more": True})

    found = read(api.url())

    assert [problem.code for problem in found.problems] == ["pagination_unclear"]
    assert len(found.records) == 10


def test_progress_has_the_total_that_the_server_names(serve: Any, read: Any) -> None:
    api = serve(apis.drf)

    reports = read(api.url()).reports

    assert [(current, total) for current, total, _ in reports] == [(10, 25), (20, 25), (25, 25)]


@pytest.mark.parametrize("page", [1, 2])
def test_a_server_that_gives_the_same_page_for_ever_is_stopped(serve: Any, read: Any, page: int) -> None:
    api = serve(lambda asked: {"page": asked.number("page", 1), "total_pages": 99, "items": apis.page_of(page)})

    found = read(api.url())

    assert [problem.code for problem in found.problems] == ["pagination_loop"]
    assert found.records == apis.page_of(page)


def test_links_that_lead_in_a_circle_are_followed_once(serve: Any, read: Any) -> None:
    def circle(asked: Any) -> Any:
        page = asked.number("page", 1)
        return {"items": apis.page_of(page), "next": f"?page={page % 2 + 1}"}

    api = serve(circle)
    found = read(api.url("/items?page=1"), max_pages=10)

    assert [problem.code for problem in found.problems] == ["pagination_loop"]
    assert found.records == apis.RECORDS[:20]
    assert len(api.asked) == 2
