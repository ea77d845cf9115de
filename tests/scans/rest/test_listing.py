"""The list of scans: what it shows, how it is narrowed and walked, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.scans.rest.conftest import SCANS, make_scan, make_source, numbered, url_of


def names(answer: Any) -> list[str]:
    """The names of the scans in a page."""
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_a_scan_is_listed_in_numbers(api: APIClient, owner: Any) -> None:
    source = make_source(owner)
    scan = make_scan(
        "FAILED", numbered(3), problems=2, owner=owner, name="mine", scan={"source": source, "pages": 4, "bytes": 5}
    )
    page = api.get(SCANS).json()
    row = page["results"][0]
    assert {name: page[name] for name in page if name != "results"} == {
        "count": 1,
        "count_is_capped": False,
        "next": None,
        "previous": None,
    }
    assert row["links"] == {
        action: f"http://testserver{url_of(scan, action)}"
        for action in ("status", "result", "errors", "profile", "diff", "cancel", "resume", "restart", "remove")
    }
    assert row["progress"] == dict.fromkeys(("current", "total", "percent", "rate", "remaining_seconds")) | {
        "message": ""
    }
    assert row["finished_at"].endswith("Z")
    assert (row["attempt"], row["max_attempts"]) == (scan.job.attempt, scan.job.max_attempts)
    assert row["updated_at"].endswith("Z")
    assert row["cancel_requested_at"] is None
    shown = ("job_id", "name", "status", "extractor", "source", "records", "pages", "bytes", "problems", "error")
    assert [row[name] for name in shown] == [
        *(str(scan.pk), "mine", "failed", "sample", str(source.pk), 3, 4, 5, 2),
        {"type": "ValueError", "message": "no", "code": "handler_error"},
    ]


def test_everybody_sees_their_own_scans_and_staff_all(
    api: APIClient, other_api: APIClient, staff_api: APIClient, anonymous: APIClient, owner: Any
) -> None:
    make_scan(owner=owner, name="mine")
    make_scan(owner=None, name="nobody's")
    assert names(api.get(SCANS)) == ["mine"]
    assert names(other_api.get(SCANS)) == []
    assert names(staff_api.get(SCANS)) == ["nobody's", "mine"]
    assert anonymous.get(SCANS).status_code == 401


@pytest.mark.usefixtures("opened")
def test_who_is_let_in_without_a_name_sees_what_nobody_owns(anonymous: APIClient, owner: Any) -> None:
    make_scan(owner=owner, name="mine")
    make_scan(owner=None, name="nobody's")
    assert names(anonymous.get(SCANS)) == ["nobody's"]


def test_a_list_is_narrowed_by_every_filter(api: APIClient, owner: Any) -> None:
    source = make_source(owner, "Shop")
    done = make_scan(owner=owner, name="done", scan={"source": source})
    make_scan("FAILED", owner=owner, name="gone wrong", scan={"extractor": "http_json"})
    make_scan("PENDING", owner=owner, name="waits", scan={"upload_name": "orders.csv"})
    for query, found in {
        "status=failed": ["gone wrong"],
        "status=failed&status=pending": ["waits", "gone wrong"],
        "extractor=http_json": ["gone wrong"],
        "source=Shop": ["done"],
        f"source={source.pk}": ["done"],
        "source=shop floor": [],
        "search=gone wr": ["gone wrong"],
        "search=orders": ["waits"],
        "search=shop": ["done"],
        f"search={done.pk}": ["done"],
        "search=orders gone": [],
        "created_after=2000-01-01T00:00:00Z": ["waits", "gone wrong", "done"],
        "created_before=2000-01-01T00:00:00Z": [],
        "ordering=name": ["done", "gone wrong", "waits"],
        "ordering=created_at": ["done", "gone wrong", "waits"],
        "ordering=-name,records": ["waits", "gone wrong", "done"],
    }.items():
        assert names(api.get(f"{SCANS}?{query}")) == found, query


@pytest.mark.parametrize(
    "query",
    [
        "status=FAILED",
        "status=",
        "status=x",
        "ordering=secret",
        "created_after=x",
        "page_size=x",
        "search=" + "x" * 201,
    ],
)
def test_what_is_no_filter_is_refused_by_name(api: APIClient, query: str) -> None:
    answer = api.get(f"{SCANS}?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [query.partition("=")[0]]


def test_a_cursor_walks_over_every_scan_once(api: APIClient, owner: Any) -> None:
    for number in range(7):
        make_scan(owner=owner, name=str(number))
    url, walked = f"{SCANS}?cursor=&page_size=3", []
    while url:
        answer = api.get(url)
        walked += names(answer)
        url = answer.json()["next"]
    assert walked == ["6", "5", "4", "3", "2", "1", "0"]


@pytest.mark.parametrize("count", [2, 15])
def test_many_scans_are_as_many_queries_as_few(api: APIClient, owner: Any, count: int) -> None:
    for _ in range(count):
        make_scan(owner=owner, records=numbered(2), scan={"source": make_source(owner, str(_))})
    with CaptureQueriesContext(connection) as captured:
        assert api.get(f"{SCANS}?page_size=20").status_code == 200
    (query,) = captured.captured_queries
    assert "saved_state" not in query["sql"]
    assert '"columns"' not in query["sql"]
