"""Lists of jobs: filters, order, pages and cursors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job
from tests.rest.conftest import JOBS, make_job


def names(answer: Any) -> list[str]:
    """The names of the jobs on a page."""
    assert answer.status_code == 200, answer.content
    return [job["name"] for job in answer.json()["results"]]


@pytest.fixture
def ten(owner: Any) -> list[Job]:
    """Ten jobs named by the order they were made in."""
    return [make_job(owner=owner, name=f"job {number}") for number in range(10)]


def test_a_page_has_the_newest_jobs_first_and_no_payloads(api: APIClient, owner: Any) -> None:
    for number in range(12):
        make_job(owner=owner, name=str(number))
    body = api.get(JOBS).json()
    assert {"count", "next", "previous", "results"} < body.keys()
    assert (body["count"], body["count_is_capped"], body["previous"]) == (12, False, None)
    assert [job["name"] for job in body["results"]] == [str(number) for number in range(11, 1, -1)]
    assert not {"params", "result"} & body["results"][0].keys()
    assert body["next"] == f"http://testserver{JOBS}?page=2"
    assert [job["name"] for job in api.get(body["next"]).json()["results"]] == ["1", "0"]


def test_each_user_lists_their_own_and_staff_all(
    api: APIClient, other_api: APIClient, staff_api: APIClient, owner: Any
) -> None:
    make_job(owner=owner)
    make_job(owner=None)
    assert [api.get(JOBS).json()["count"] for api in (api, other_api, staff_api)] == [1, 0, 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=PENDING", {"a"}),
        ("status=PENDING&status=RUNNING", {"a", "b"}),
        ("task=tests.echo", {"c"}),
        ("task=tests", set()),
        ("name=A", {"a"}),
        ("queue=slow", {"b"}),
        ("search=echo", {"c"}),
        ("search=tests%20C", {"c"}),
        ("search=", {"a", "b", "c"}),
        ("status=COMPLETED&queue=slow", set()),
        ("unknown=1", {"a", "b", "c"}),
    ],
)
def test_a_list_is_narrowed_down_by(api: APIClient, owner: Any, query: str, expected: set[str]) -> None:
    make_job(owner=owner, name="a")
    make_job("RUNNING", owner=owner, name="b", queue="slow")
    make_job("COMPLETED", owner=owner, name="c", task="tests.echo")
    assert set(names(api.get(f"{JOBS}?{query}"))) == expected


def test_a_list_is_narrowed_down_by_the_moment_of_creation_whatever_the_ids_say(api: APIClient, owner: Any) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    for hours in (2, 0, 1):
        make_job(owner=owner, name=str(hours), created_at=noon + timedelta(hours=hours))
    one = "2026-05-01T13:00:00"
    assert set(names(api.get(JOBS, {"created_after": f"{one}Z"}))) == {"1", "2"}
    assert set(names(api.get(JOBS, {"created_before": one}))) == {"0", "1"}
    assert set(names(api.get(JOBS, {"created_after": "2026-05-01T15:00:00+02:00", "created_before": one}))) == {"1"}
    assert set(names(api.get(f"{JOBS}?created_after=2026-05-01T15:00:00+02:00"))) == {"1", "2"}


def test_a_job_is_found_by_its_id(api: APIClient, other_api: APIClient, ten: list[Job]) -> None:
    assert names(api.get(JOBS, {"search": str(ten[3].id)})) == ["job 3"]
    assert names(other_api.get(JOBS, {"search": str(ten[3].id)})) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=pending", "status"),
        ("status=", "status"),
        ("status=PENDING&status=x", "status"),
        ("created_after=yesterday", "created_after"),
        ("created_after=", "created_after"),
        ("created_before=2026-13-01T00:00:00Z", "created_before"),
        ("ordering=params", "ordering"),
        ("ordering=owner__password", "ordering"),
        ("ordering=name,", "ordering"),
        (f"search={'x' * 201}", "search"),
        (f"name={'x' * 60_000}", "name"),
        ("page_size=many", "page_size"),
        ("page_size=", "page_size"),
    ],
)
def test_a_wrong_parameter_is_named(api: APIClient, query: str, field: str) -> None:
    answer = api.get(f"{JOBS}?{query}")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("created_at", "abc"),
        ("-created_at", "cba"),
        ("priority", "bca"),
        ("-priority,name", "acb"),
        ("-name", "cba"),
    ],
)
def test_a_list_can_be_ordered_by(api: APIClient, owner: Any, ordering: str, expected: str) -> None:
    for name, priority in (("a", 9), ("b", -3), ("c", 0)):
        make_job(owner=owner, name=name, priority=priority)
    assert "".join(names(api.get(JOBS, {"ordering": ordering}))) == expected


@pytest.mark.parametrize(("asked", "given"), [("3", 3), ("0", 1), ("-5", 1), ("9" * 40, 10), ("100", 10)])
def test_the_size_of_a_page_is_bounded(
    api: APIClient, ten: list[Job], asked: str, given: int, jobkit: Callable[..., None]
) -> None:
    assert len(names(api.get(JOBS, {"page_size": asked}))) == given
    jobkit(MAX_PAGE_SIZE=2)
    assert len(names(api.get(JOBS, {"page_size": asked}))) == min(given, 2)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "2", "1.0", "9" * 30, "٢", "%00", "last"])
def test_a_page_that_does_not_exist_is_not_found(api: APIClient, ten: list[Job], page: str) -> None:
    answer = api.get(JOBS, {"page": page})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_empty_list_has_a_first_page(api: APIClient) -> None:
    assert api.get(JOBS, {"page": 1}).json()["count"] == 0


def test_a_count_is_exact_up_to_the_cap_and_says_so_beyond(
    api: APIClient, ten: list[Job], jobkit: Callable[..., None]
) -> None:
    for cap, count, is_capped in ((11, 10, False), (10, 10, False), (9, 9, True)):
        jobkit(COUNT_CAP=cap)
        body = api.get(JOBS, {"page_size": 2}).json()
        assert (body["count"], body["count_is_capped"]) == (count, is_capped)


def test_numbered_pages_end_at_the_cap_and_go_on_with_cursors(
    api: APIClient, ten: list[Job], jobkit: Callable[..., None]
) -> None:
    jobkit(COUNT_CAP=4)
    assert api.get(JOBS, {"page": 3, "page_size": 2}).status_code == 404
    assert names_by_following(api, f"{JOBS}?page_size=2") == [f"job {number}" for number in range(9, -1, -1)]


def names_by_following(api: APIClient, url: str | None, link: str = "next") -> list[str]:
    """The names on this page and on all those that follow it."""
    seen = []
    while url:
        answer = api.get(url)
        seen += names(answer)
        url = answer.json()[link]
    return seen


@pytest.mark.parametrize("ordering", ["created_at", "-created_at"])
def test_cursors_lead_through_all_rows_and_back(api: APIClient, ten: list[Job], ordering: str) -> None:
    url = f"{JOBS}?cursor=&page_size=3&ordering={ordering}&name=job"
    forward = names_by_following(api, url)
    assert forward == sorted(forward, reverse=ordering.startswith("-"))
    assert len(forward) == 10
    last = url
    while following := api.get(last).json()["next"]:
        last = following
    back = [names(api.get(last))]
    while previous := api.get(last).json()["previous"]:
        last = previous
        back.insert(0, names(api.get(last)))
    assert [name for page in back for name in page] == forward
    assert "name=job" in last


def test_a_cursor_is_not_disturbed_by_new_rows(api: APIClient, ten: list[Job], owner: Any) -> None:
    following = api.get(f"{JOBS}?cursor=&page_size=5").json()["next"]
    make_job(owner=owner, name="new")
    assert names(api.get(following)) == [f"job {number}" for number in range(4, -1, -1)]


def test_a_cursor_shows_nothing_of_what_is_not_the_callers(
    api: APIClient, other_api: APIClient, ten: list[Job]
) -> None:
    following = api.get(f"{JOBS}?cursor=&page_size=5").json()["next"]
    assert names(other_api.get(following)) == []


def cursor_of(url: str) -> str:
    """The cursor in `url`."""
    return parse_qs(urlsplit(url).query)["cursor"][0]


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: c + "x", lambda c: c[1:], lambda c: c.replace(":", "")])
def test_a_damaged_cursor_is_not_found(api: APIClient, ten: list[Job], damage: Callable[[str], str]) -> None:
    cursor = cursor_of(api.get(f"{JOBS}?cursor=&page_size=5").json()["next"])
    answer = api.get(JOBS, {"cursor": damage(cursor)})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("cursor", ["junk", "p=junk", "a:b", ":", "ü", "cD1qdW5r", "x" * 5000])
def test_an_invented_cursor_is_not_found(api: APIClient, cursor: str) -> None:
    assert api.get(JOBS, {"cursor": cursor}).status_code == 404
    assert api.get("/api/jobstatuses/", {"cursor": cursor}).status_code == 404


def test_a_cursor_of_another_list_is_not_found(api: APIClient, ten: list[Job]) -> None:
    jobs = cursor_of(api.get(f"{JOBS}?cursor=&page_size=5").json()["next"])
    statuses = cursor_of(api.get("/api/jobstatuses/?cursor=&page_size=5").json()["next"])
    assert api.get("/api/jobstatuses/", {"cursor": jobs}).status_code == 404
    assert api.get(JOBS, {"cursor": statuses}).status_code == 404


def test_an_order_without_cursors_has_numbered_pages(api: APIClient, ten: list[Job]) -> None:
    assert "page=2" in api.get(f"{JOBS}?ordering=name&cursor=&page_size=5").json()["next"]
    cursor = cursor_of(api.get(f"{JOBS}?cursor=&page_size=5").json()["next"])
    assert api.get(JOBS, {"ordering": "name", "cursor": cursor}).status_code == 404
