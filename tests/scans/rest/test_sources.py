"""Sources: kept by name, their secrets unseen, changed without sending the secrets again, and scanned."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_jobkit.core.secrets import unseal
from django_jobkit.scans.models import Scan, ScanSource
from tests.scans.rest.conftest import SCANS, make_scan, make_source

SOURCES = f"{SCANS}sources/"
WISH = {
    "name": "shop",
    "extractor": "tests.login",
    "options": {"url": "http://x", "password": "hush"},
    "key": ["url"],
}
pytestmark = [pytest.mark.usefixtures("doors"), pytest.mark.requires_extra("secrets")]


@pytest.fixture
def kept(api: APIClient) -> str:
    """Where the kept source is."""
    answer = api.post(SOURCES, WISH, format="json")
    assert answer.status_code == 201, answer.content
    return str(answer["Location"])


def secret_of(url: str) -> Any:
    """The secret as the extractor gets it."""
    return unseal(ScanSource.objects.get(pk=url.rstrip("/").rpartition("/")[2]).options)["password"]


def test_a_source_is_kept_and_shown_without_its_secret(api: APIClient, kept: str) -> None:
    source = api.get(kept).json()
    assert {name: source[name] for name in ("name", "extractor", "options", "key", "last_scan")} == {
        "name": "shop",
        "extractor": "tests.login",
        "options": {"url": "http://x", "password": "***", "depth": 1},
        "key": ["url"],
        "last_scan": None,
    }
    assert source["links"] == {"self": kept, "start": f"{kept}start/"}
    assert kept == f"http://testserver{SOURCES}{source['id']}/"
    assert secret_of(kept) == "hush"
    assert api.get(SOURCES).json()["results"] == [source]


def test_a_mask_that_comes_back_keeps_the_secret(api: APIClient, kept: str) -> None:
    options = {"url": "http://x/orders", "password": "***"}
    assert api.patch(kept, {"options": options}, format="json").json()["options"]["url"] == "http://x/orders"
    assert secret_of(kept) == "hush"
    shown = api.get(kept).json()
    body = {name: shown[name] for name in ("name", "extractor", "options", "key")}
    assert api.put(kept, body, format="json").status_code == 200
    assert secret_of(kept) == "hush"
    elsewhere = api.patch(kept, {"options": {"url": "http://y", "password": "***"}}, format="json")
    assert (elsewhere.status_code, set(elsewhere.json()["details"])) == (400, {"options.password"})
    api.patch(kept, {"options": {"url": "http://y", "password": "new"}}, format="json")
    assert secret_of(kept) == "new"


def test_a_part_that_is_not_sent_stays_and_a_whole_is_a_whole(api: APIClient, kept: str) -> None:
    assert api.patch(kept, {"name": "store"}, format="json").json()["key"] == ["url"]
    assert api.patch(kept, {}, format="json").json()["name"] == "store"
    put = api.put(kept, {**{k: WISH[k] for k in ("name", "extractor", "options")}}, format="json").json()
    assert (put["name"], put["key"]) == ("shop", [])


@pytest.mark.parametrize("method", ["put", "patch"])
def test_another_extractor_needs_options_of_its_own(api: APIClient, kept: str, method: str) -> None:
    body = {"name": "shop", "extractor": "sample"}
    answer = getattr(api, method)(kept, body, format="json")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["options"])
    changed = getattr(api, method)(kept, {**body, "options": {}}, format="json")
    assert (changed.status_code, changed.json()["extractor"]) == (200, "sample")
    assert "password" not in changed.json()["options"]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "x" * 10_000}, ["name"]),
        ({"extractor": "nobody"}, ["extractor"]),
        ({"options": {"url": 5, "password": "x"}}, ["options.url"]),
        ({"options": {"url": "x", "password": "***"}}, ["options.password"]),
        ({"key": ["a", "a"]}, ["key"]),
        ({"owner": 1}, ["owner"]),
        ({"options": {"url": {"$secret": "x"}, "password": "x"}}, ["options.url"]),
    ],
)
def test_a_bad_source_is_refused_by_field(api: APIClient, change: dict[str, Any], fields: list[str]) -> None:
    answer = api.post(SOURCES, {**WISH, **change}, format="json")
    assert (answer.status_code, list(answer.json()["details"])) == (400, fields)


def test_a_name_is_taken_for_its_owner_alone(api: APIClient, other_api: APIClient, kept: str) -> None:
    again = api.post(SOURCES, WISH, format="json")
    said = again.json()
    assert (again.status_code, said["code"], list(said["details"])) == (400, "source_name_taken", ["name"])
    assert other_api.post(SOURCES, WISH, format="json").status_code == 201
    second = api.post(SOURCES, {**WISH, "name": "second"}, format="json")
    assert api.patch(second["Location"], {"name": "shop"}, format="json").json()["details"].keys() == {"name"}


def test_a_source_is_scanned_and_remembers_the_last_time(api: APIClient, kept: str) -> None:
    first = api.post(f"{kept}start/")
    second = api.post(f"{kept}start/", {"name": "again"}, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert (first.status_code, second.status_code) == (202, 202)
    assert second["Location"] == f"http://testserver{SCANS}status/{second.json()['job_id']}/"
    assert api.post(f"{kept}start/", {"name": "again"}, format="json", HTTP_IDEMPOTENCY_KEY="k")["Idempotent-Replayed"]
    scan = Scan.objects.select_related("job").get(pk=second.json()["job_id"])
    assert (scan.job.name, scan.key, str(scan.source_id)) == ("again", ["url"], api.get(kept).json()["id"])
    assert api.get(kept).json()["last_scan"]["job_id"] == second.json()["job_id"]
    refused = api.post(f"{kept}start/", {"options": {}}, format="json")
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["options"])


def test_a_deleted_source_leaves_its_scans(api: APIClient, kept: str) -> None:
    scan = api.post(f"{kept}start/").json()
    assert api.delete(kept).status_code == 204
    assert api.get(kept).status_code == 404
    assert api.get(scan["links"]["status"]).json()["source"] is None


def test_sources_are_narrowed_searched_and_ordered(api: APIClient, owner: Any) -> None:
    for name, extractor in (("b shop", "sample"), ("a shop", "file"), ("c", "sample")):
        make_source(owner, name, extractor=extractor)
    for query, found in {
        "": ["a shop", "b shop", "c"],
        "ordering=-name": ["c", "b shop", "a shop"],
        "name=shop": ["a shop", "b shop"],
        "extractor=sample": ["b shop", "c"],
        "search=shop file": ["a shop"],
        "ordering=created_at": ["b shop", "a shop", "c"],
        "page_size=2&page=2": ["c"],
    }.items():
        assert [row["name"] for row in api.get(f"{SOURCES}?{query}").json()["results"]] == found, query
    url, walked = f"{SOURCES}?ordering=id&cursor=&page_size=1", []
    while url:
        page = api.get(url).json()
        walked += [row["name"] for row in page["results"]]
        url = page["next"]
    assert sorted(walked) == ["a shop", "b shop", "c"]


@pytest.mark.parametrize("count", [1, 9])
def test_many_sources_are_as_many_queries_as_few(api: APIClient, owner: Any, count: int) -> None:
    for number in range(count):
        source = make_source(owner, str(number))
        make_scan(owner=owner, scan={"source": source})
        last = make_scan(owner=owner, scan={"source": source})
    with CaptureQueriesContext(connection) as captured:
        page = api.get(SOURCES).json()
    assert len(captured.captured_queries) == 2
    assert page["results"][-1]["last_scan"] == {
        "job_id": str(last.pk),
        "status": "completed",
        "records": 0,
        "finished_at": api.get(f"{SCANS}status/{last.pk}/").json()["finished_at"],
    }
    assert page["count"] == count
