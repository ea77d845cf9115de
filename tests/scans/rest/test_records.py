"""The records of a scan: pages by number and by cursor, parts of what is not done, chosen fields and records."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_jobkit.scans.models import Scan, ScanProfile
from tests.scans.rest.conftest import make_scan, numbered, url_of

PEOPLE: list[dict[str, Any]] = [
    {"id": 1, "name": "Ada", "age": 36, "score": 1.5, "active": True, "home": {"city": "London"}, "tags": ["x", "y"]},
    {"id": 2, "name": "Bo", "age": None, "score": 2, "active": False, "home": {"city": "Oslo"}, "tags": []},
    {"id": 3, "name": "Čapek", "age": 48, "score": -1, "active": True, "home": None, "mixed": "10"},
    {"id": 4, "name": "ada", "age": 7, "score": 0, "active": False, "mixed": 10, "dotted.name": 1},
]


@pytest.fixture
def people(owner: Any) -> Scan:
    """A scan of some people."""
    return make_scan(records=PEOPLE, chunk=2, owner=owner)


def found(api: APIClient, scan: Scan, query: str) -> list[Any]:
    """The ids of the records that `query` chooses."""
    answer = api.get(f"{url_of(scan, 'result')}?{query}")
    assert answer.status_code == 200, answer.content
    return [record["id"] for record in answer.json()["records"]]


def walk(api: APIClient, url: str | None, direction: str = "next") -> list[Any]:
    """The pages from `url` on."""
    pages = []
    while url:
        answer = api.get(url)
        assert answer.status_code == 200, answer.content
        pages.append(answer.json())
        url = pages[-1][direction]
    return pages


def test_a_page_has_the_shape_that_clients_know(api: APIClient, owner: Any) -> None:
    scan = make_scan(records=numbered(12), owner=owner)
    first = api.get(url_of(scan, "result")).json()
    here = f"http://testserver{url_of(scan, 'result')}"
    assert first == {
        "job_id": str(scan.pk),
        "status": "completed",
        "records": numbered(10),
        "count": 12,
        "count_is_capped": False,
        "next": f"{here}?page=2",
        "previous": None,
    }
    last = api.get(first["next"]).json()
    assert (last["records"], last["next"], last["previous"]) == (numbered(12)[10:], None, f"{here}?page=1")


@pytest.mark.slow
def test_a_cursor_gives_each_of_many_records_once_in_both_directions(api: APIClient, owner: Any) -> None:
    records = numbered(30_000)
    scan = make_scan(records=records, chunk=1000, owner=owner)
    pages = walk(api, f"{url_of(scan, 'result')}?cursor=&page_size=100")
    assert [record for page in pages for record in page["records"]] == records
    assert {page["count"] for page in pages} == {30_000}
    back = walk(api, pages[-1]["previous"], "previous")
    assert [record for page in reversed(back) for record in page["records"]] == records[:-100]


def test_an_uneven_walk_back_ends_with_the_first_record_and_repeats_none(api: APIClient, owner: Any) -> None:
    records = numbered(10)
    url = url_of(make_scan(records=records, chunk=4, owner=owner), "result")
    second = api.get(api.get(f"{url}?cursor=&page_size=3").json()["next"].replace("page_size=3", "page_size=7")).json()
    assert second["records"] == records[3:]
    before = api.get(second["previous"]).json()
    assert (before["records"], before["previous"]) == (records[:3], None)
    assert api.get(before["next"]).json()["records"] == records[3:]


def test_the_last_page_costs_no_more_than_the_first(api: APIClient, owner: Any) -> None:
    url = url_of(make_scan(records=numbered(3000), chunk=10, owner=owner), "result")
    costs = []
    for page in (1, 300):
        with CaptureQueriesContext(connection) as captured:
            assert len(api.get(f"{url}?page={page}").json()["records"]) == 10
        costs.append(len(captured.captured_queries))
    assert costs[0] == costs[1] <= 6


@pytest.mark.parametrize("query", ["partial=banana", "format=csv&partial=banana", "format=csv&raw=banana"])
def test_what_is_neither_true_nor_false_is_refused(api: APIClient, owner: Any, query: str) -> None:
    answer = api.get(f"{url_of(make_scan(records=numbered(3), owner=owner), 'result')}?{query}")
    name = query.rsplit("&", maxsplit=1)[-1].partition("=")[0]
    assert (answer.status_code, answer.json()["details"]) == (400, {name: ["Must be true or false."]})


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "FAILED", "CANCELLED"])
def test_before_the_end_there_is_a_result_only_for_who_takes_a_part(api: APIClient, owner: Any, status: str) -> None:
    scan = make_scan(status, numbered(3), owner=owner)
    for action in ("", "?format=csv"):
        answer = api.get(url_of(scan, "result") + action)
        assert (answer.status_code, answer.json()) == (
            409,
            {"error": "Job not completed", "code": "job_not_completed", "details": {"status": [status.lower()]}},
        )
    part = api.get(f"{url_of(scan, 'result')}?partial=true").json()
    assert (part["status"], part["records"], part["count"]) == (status.lower(), numbered(3), 3)
    assert api.get(f"{url_of(scan, 'result')}?partial=maybe").json()["details"] == {
        "partial": ["Must be true or false."]
    }


def test_a_scan_that_found_nothing_has_an_empty_page(api: APIClient, owner: Any) -> None:
    page = api.get(url_of(make_scan(owner=owner), "result")).json()
    assert (page["records"], page["count"], page["next"]) == ([], 0, None)


def test_fields_are_chosen_by_name_also_within_objects(api: APIClient, people: Scan) -> None:
    page = api.get(f"{url_of(people, 'result')}?fields=name,home.city,dotted.name&page_size=100").json()
    assert page["records"] == [
        {"name": "Ada", "home.city": "London", "dotted.name": None},
        {"name": "Bo", "home.city": "Oslo", "dotted.name": None},
        {"name": "Čapek", "home.city": None, "dotted.name": None},
        {"name": "ada", "home.city": None, "dotted.name": 1},
    ]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("filter[id]=2", [2]),
        ("filter[id]=2.0", [2]),
        (f"filter[id]={'9' * 400}", []),
        (f"filter[id__lt]={'9' * 400}", [1, 2, 3, 4]),
        ("filter[id__gt]=2", [3, 4]),
        ("filter[id__gte]=2&filter[id__lt]=4", [2, 3]),
        ("filter[score__lte]=0", [3, 4]),
        ("filter[score]=2", [2]),
        ("filter[name]=Ada", [1]),
        ("filter[name__contains]=ADA", [1, 4]),
        ("filter[name__gt]=B", [2, 3, 4]),
        ("filter[name__in]=Ada,Bo", [1, 2]),
        ("filter[id__in]=1,4", [1, 4]),
        ("filter[name__ne]=Ada", [2, 3, 4]),
        ("filter[active]=true", [1, 3]),
        ("filter[active__ne]=TRUE", [2, 4]),
        ("filter[age__isnull]=true", [2]),
        ("filter[home__isnull]=true", [3, 4]),
        ("filter[home.city]=Oslo", [2]),
        ("filter[home.city__contains]=lon", [1]),
        ("filter[mixed]=10", [3, 4]),
        ("filter[mixed__gt]=9", [4]),
        ('filter[tags__contains]="y"', [1]),
        ("filter[dotted.name]=1", [4]),
        ("search=ada", [1, 4]),
        ("search=%C4%8CAPEK", [3]),
        ("search=oslo 2", [2]),
        ("search=name", []),
        ("search=ada&filter[age__lt]=30", [4]),
        ("filter[id]=99", []),
    ],
)
def test_records_are_chosen_by_what_they_hold(api: APIClient, people: Scan, query: str, ids: list[int]) -> None:
    assert found(api, people, query) == ids


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("fields=nobody", "fields", "There is no column 'nobody'."),
        ("fields=", "fields", "Name some columns, with commas between them."),
        ("filter[nobody]=1", "filter[nobody]", "There is no column 'nobody'."),
        ("filter[id__near]=1", "filter[id__near]", "There is no column 'id__near'."),
        ("filter[id]=x", "filter[id]", "Must be a number; that is what this column has."),
        ("filter[id__in]=1,x", "filter[id__in]", "Must be a number; that is what this column has."),
        ("filter[id]=1_0", "filter[id]", "Must be a number; that is what this column has."),
        ("filter[id]=nan", "filter[id]", "Must be a number; that is what this column has."),
        ("filter[active]=yes", "filter[active]", "Must be true or false."),
        ("filter[id__isnull]=1", "filter[id__isnull]", "Must be true or false."),
        ("filter[]=1", "filter[]", "Write filter[column]=value, or filter[column__gt]=value."),
        ("filter=1", "filter", "Write filter[column]=value, or filter[column__gt]=value."),
        ("filter[name]=" + "x" * 2001, "filter[name]", "At most 2,000 characters."),
        ("search=" + "x" * 201, "search", "At most 200 characters."),
        ("&".join(["filter[id]=1"] * 21), "filter", "At most 20 filters."),
    ],
)
def test_a_bad_choice_is_refused_by_name(api: APIClient, people: Scan, query: str, field: str, said: str) -> None:
    answer = api.get(f"{url_of(people, 'result')}?{query}")
    assert (answer.status_code, answer.json()["details"]) == (400, {field: [said]})


def test_chosen_records_are_walked_by_cursor_and_counted_when_all_were_seen(api: APIClient, owner: Any) -> None:
    scan = make_scan(records=numbered(100), chunk=10, owner=owner)
    url = f"{url_of(scan, 'result')}?filter[even]=true"
    pages = walk(api, f"{url}&page_size=20")
    assert [record["n"] for page in pages for record in page["records"]] == list(range(0, 100, 2))
    assert [(page["count"], page["count_is_capped"]) for page in pages] == [(None, True)] * 3
    whole = api.get(f"{url}&page_size=100").json()
    assert (whole["count"], whole["count_is_capped"], whole["next"]) == (50, False, None)
    answer = api.get(f"{url}&page=2")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["page"])


def test_one_request_looks_through_no_more_chunks_than_it_may(api: APIClient, owner: Any, jobkit: Any) -> None:
    jobkit(SCANS={"FILTER_CHUNKS": 3})
    scan = make_scan(records=numbered(100), chunk=10, owner=owner)
    pages = walk(api, f"{url_of(scan, 'result')}?filter[n]=95")
    assert [len(page["records"]) for page in pages] == [0, 0, 0, 1]
    assert [record["n"] for page in pages for record in page["records"]] == [95]


def test_problems_are_a_collection_of_their_own(api: APIClient, owner: Any) -> None:
    scan = make_scan(problems=12, owner=owner)
    Scan.objects.filter(pk=scan.pk).update(problems=5000)
    url = url_of(scan, "errors")
    page = api.get(url).json()
    assert (page["count"], page["total"], len(page["results"])) == (12, 5000, 10)
    assert page["results"][1] == {
        "number": 1,
        "record": 1,
        "line": 2,
        "field": "",
        "code": "bad_number",
        "message": "No.",
        "raw": "",
    }
    walked = [row["number"] for page in walk(api, f"{url}?cursor=&page_size=5") for row in page["results"]]
    assert walked == list(range(12))
    assert api.get(f"{url}?code=bad_date&search=no").json()["count"] == 6
    assert api.get(f"{url}?ordering=-number").json()["results"][0]["number"] == 11


def test_a_profile_tells_what_the_columns_hold(api: APIClient, people: Scan) -> None:
    profile = api.get(url_of(people, "profile")).json()
    columns = {column["name"]: column for column in profile["columns"]}
    assert (profile["job_id"], profile["status"], profile["records"]) == (str(people.pk), "completed", 4)
    assert (columns["age"]["nulls"], columns["age"]["min"], columns["age"]["max"]) == (1, 7, 48)
    assert columns["mixed"]["types"]["text"] == columns["mixed"]["types"]["integer"] == 1
    assert columns["mixed"]["missing"] == 2


def test_a_filter_reads_no_profile_together_that_takes_long(api: APIClient, owner: Any) -> None:
    scan = make_scan(records=numbered(100), chunk=1, owner=owner)
    ScanProfile.objects.filter(scan=scan).delete()
    with CaptureQueriesContext(connection) as queries:
        answer = api.get(f"{url_of(scan, 'result')}?filter[n__gte]=0&page_size=3")
    assert [record["n"] for record in answer.json()["records"]] == [0, 1, 2]
    assert len([each for each in queries if "scanchunk" in each["sql"]]) < 12


def test_a_name_of_nothing_but_dots_takes_no_time(api: APIClient, people: Scan) -> None:
    for query in ("fields=" + "." * 5000, f"filter[{'.' * 5000}]=1"):
        answer = api.get(f"{url_of(people, 'result')}?{query}")
        assert answer.status_code == 400
        assert "1,000 characters" in str(answer.json()["details"])
