"""How one scan differs from an earlier one, page by page."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.scans.models import Scan, ScanChunk
from tests.scans.rest.conftest import make_scan, make_source, url_of

OLD = [{"id": n, "price": n} for n in range(20)]
NEW = [{"id": n, "price": n + (n % 5 == 0)} for n in range(4, 24)]


@pytest.fixture
def scans(owner: Any) -> tuple[Scan, Scan]:
    """Two scans of one source, the older one first."""
    source = make_source(owner, key=["id"])
    older = make_scan(records=OLD, chunk=7, owner=owner, scan={"source": source})
    make_scan("FAILED", records=OLD[:3], owner=owner, scan={"source": source})
    return older, make_scan(records=NEW, chunk=7, owner=owner, scan={"source": source})


def test_a_scan_is_compared_with_the_last_completed_one_of_its_source(api: APIClient, scans: Any) -> None:
    older, newer = scans
    diff = api.get(url_of(newer, "diff")).json()
    assert diff["against"] == str(older.pk)
    assert diff["key"] == ["id"]
    assert diff["summary"] == {
        "added": 4,
        "removed": 4,
        "changed": 3,
        "unchanged": 13,
        "duplicate_keys": 0,
        "without_key": 0,
    }
    assert diff["count"] == 11
    assert diff["results"][0] == {
        "change": "changed",
        "key": {"id": 5},
        "before": {"id": 5, "price": 5},
        "after": {"id": 5, "price": 6},
        "fields": ["price"],
    }


@pytest.mark.parametrize("begin", ["page_size=3", "cursor=&page_size=3"])
def test_every_change_is_on_one_page(api: APIClient, scans: Any, begin: str) -> None:
    url, walked, summaries = f"{url_of(scans[1], 'diff')}?{begin}", [], []
    while url:
        page = api.get(url).json()
        walked += [(row["change"], row["key"]["id"]) for row in page["results"]]
        summaries.append(page["summary"])
        url = page["next"]
    assert sorted(walked) == sorted(
        [("changed", n) for n in (5, 10, 15)]
        + [("added", n) for n in range(20, 24)]
        + [("removed", n) for n in range(4)]
    )
    assert len(summaries) == 4
    assert all(summary == summaries[0] for summary in summaries)
    back = api.get(page["previous"]).json()
    assert len(back["results"]) == 3


def test_one_kind_of_change_can_be_asked_for(api: APIClient, scans: Any) -> None:
    diff = api.get(f"{url_of(scans[1], 'diff')}?change=removed").json()
    assert [row["key"]["id"] for row in diff["results"]] == [0, 1, 2, 3]
    assert (diff["count"], diff["summary"]["added"]) == (4, 4)


def test_two_scans_and_a_key_can_be_named(api: APIClient, owner: Any) -> None:
    left = make_scan(records=[{"a": 1, "b": 1, "c": 1}], owner=owner)
    right = make_scan(records=[{"a": 1, "b": 1, "c": 2}], owner=owner)
    diff = api.get(f"{url_of(right, 'diff')}?against={left.pk}&key=a,b").json()
    assert (diff["key"], diff["results"][0]["fields"]) == (["a", "b"], ["c"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "against"),
        ("against=x", "against"),
        ("against=0190a6f0-0000-7000-8000-000000000000", "against"),
        ("against={left}", "key"),
        ("against={left}&key=", "key"),
        ("against={left}&key=nobody", "key"),
        ("against={left}&key=gap", "key"),
        ("against={left}&key=a&change=moved", "change"),
        ("against={left}&key=a&page_size=x", "page_size"),
        ("against={theirs}&key=a", "against"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    api: APIClient, owner: Any, other: Any, query: str, field: str
) -> None:
    left = make_scan(records=[{"a": 1, "gap": None}], owner=owner)
    right = make_scan(records=[{"a": 1, "gap": None}], owner=owner)
    theirs = make_scan(records=[{"a": 1}], owner=other)
    answer = api.get(f"{url_of(right, 'diff')}?{query.format(left=left.pk, theirs=theirs.pk)}")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field]), answer.content


def test_what_is_too_large_says_what_to_do_instead(api: APIClient, scans: Any, jobkit: Any) -> None:
    jobkit(SCANS={"DIFF_LIMIT": 19})
    answer = api.get(url_of(scans[1], "diff"))
    assert (answer.status_code, answer.json()["code"]) == (409, "diff_too_large")
    assert "extractor ``diff``" in answer.json()["error"]


def test_what_is_not_completed_is_not_compared(api: APIClient, owner: Any, scans: Any) -> None:
    running = make_scan("RUNNING", records=NEW, owner=owner)
    answer = api.get(f"{url_of(running, 'diff')}?against={scans[0].pk}&key=id")
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_completed")


@pytest.mark.parametrize("query", ["page=99", "page=0", "cursor=x", "page=" + "9" * 5000])
def test_a_page_that_is_not_there_is_a_404(api: APIClient, scans: Any, query: str) -> None:
    assert api.get(f"{url_of(scans[1], 'diff')}?{query}").status_code == 404


@pytest.mark.parametrize("key", ["id," * 25 + "id", "id,id", "id,"])
def test_a_key_that_would_take_long_or_makes_no_sense_is_refused(api: APIClient, scans: Any, key: str) -> None:
    answer = api.get(f"{url_of(scans[1], 'diff')}?key={key}")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["key"]), answer.content


def test_few_records_may_be_too_large_as_well(api: APIClient, scans: Any, jobkit: Any) -> None:
    ScanChunk.objects.filter(scan=scans[0]).update(size=2**30)
    answer = api.get(url_of(scans[1], "diff"))
    assert (answer.status_code, answer.json()["code"]) == (409, "diff_too_large")


def test_what_is_gone_is_not_taken_for_removed(api: APIClient, scans: Any) -> None:
    ScanChunk.objects.filter(scan=scans[1], first__gt=7).delete()
    answer = api.get(url_of(scans[1], "diff"))
    assert (answer.status_code, answer.json()["code"]) == (409, "records_gone")
