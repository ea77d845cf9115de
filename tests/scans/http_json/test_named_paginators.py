"""Ways of paging that are named in the options."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scans.http_json import apis

NAMED: list[tuple[Any, dict[str, Any]]] = [
    (apis.drf, {"kind": "json_link", "next_path": "next"}),
    (apis.odata, {"kind": "json_link", "next_path": "'@odata.nextLink'"}),
    (apis.link_header, {"kind": "header_link"}),
    (apis.total_pages, {"kind": "page_number", "total_path": "total_pages"}),
    (apis.plain_pages, {"kind": "page_number"}),
    (apis.strict_pages, {"kind": "page_number"}),
    (apis.spring, {"kind": "page_number", "base": 0, "total_path": "totalPages"}),
    (apis.skip_limit, {"kind": "offset", "offset_param": "skip", "limit": 10, "total_path": "total"}),
    (apis.skip_limit, {"kind": "offset", "offset_param": "skip", "limit": 10}),
    (apis.next_cursor, {"kind": "cursor"}),
    (apis.header_cursor, {"kind": "header_cursor"}),
]


@pytest.mark.parametrize(("style", "paginator"), NAMED)
def test_every_record_comes_once_and_from_every_cursor_the_rest(
    serve: Any, read_in_parts: Any, style: Any, paginator: dict[str, Any]
) -> None:
    api = serve(style)

    whole = read_in_parts(api.url(), paginator=paginator)

    assert [record["id"] for record in whole.records] == list(range(25))
    assert whole.problems == []


def test_a_single_page_is_all_when_told_so(serve: Any, read_in_parts: Any) -> None:
    api = serve(apis.drf)

    assert len(read_in_parts(api.url(), paginator="single_page").records) == 10


def test_a_server_that_gives_fewer_than_asked_for_loses_nothing(serve: Any, read_in_parts: Any) -> None:
    api = serve(apis.skip_limit)

    whole = read_in_parts(api.url(), paginator={"kind": "offset", "offset_param": "skip", "limit": 1000})

    assert [record["id"] for record in whole.records] == list(range(25))


def test_a_total_that_is_missing_is_told_and_reading_ends_with_an_empty_page(serve: Any, read: Any) -> None:
    api = serve(apis.plain_pages)

    found = read(api.url(), paginator={"kind": "page_number", "total_path": "total_pages"})

    assert len(found.records) == 25
    assert found.problems[0].code == "total_missing"


def test_a_cursor_goes_into_the_body_of_a_search(serve: Any, read_in_parts: Any) -> None:
    def search(asked: Any) -> Any:
        start = int(asked.json["variables"].get("after") or 0)
        more = start + 10 < 25
        info = {"endCursor": str(start + 10), "hasNextPage": more}
        return {"data": {"things": {"nodes": apis.RECORDS[start : start + 10], "pageInfo": info}}}

    api = serve(search)
    paginator = {
        "kind": "cursor",
        "cursor_path": "data.things.pageInfo.endCursor",
        "cursor_body_path": "variables.after",
        "has_more_path": "data.things.pageInfo.hasNextPage",
    }
    body = {"query": "{ things }", "variables": {}}

    whole = read_in_parts(api.url(), method="POST", json=body, paginator=paginator)

    assert [record["id"] for record in whole.records] == list(range(25))
    assert body == {"query": "{ things }", "variables": {}}


def test_pages_are_bounded(serve: Any, read: Any) -> None:
    api = serve(apis.endless)

    found = read(api.url(), max_pages=4)

    assert len(api.asked) == 4
    assert [problem.code for problem in found.problems] == ["too_many_pages"]


def test_pages_are_bounded_by_the_operator_and_over_all_attempts(serve: Any, read: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"MAX_PAGES": 3}}
    api = serve(apis.endless)

    found = read(api.url(), max_pages=100)
    rest = read(api.url(), cursor=found.cursors[1])

    assert len(api.asked) == 4
    assert (found.pages, rest.pages) == (3, 1)


def test_a_parameter_in_the_address_is_changed_and_not_given_twice(serve: Any, read: Any) -> None:
    api = serve(apis.plain_pages)

    read(api.url("/items?page=2&kind=a&kind=b"))

    assert [query["page"] for query in api.queries] == ["2", "3", "4"]
    assert {query["kind"] for query in api.queries} == {"b"}
