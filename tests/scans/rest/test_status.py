"""How a scan stands: its progress, its options without secrets, and news without asking too often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.scans.models import Scan
from tests.scans.rest.conftest import SCANS, make_scan, numbered, url_of


def test_a_status_says_all_that_is_known(api: APIClient, owner: Any) -> None:
    options = {"url": "http://example.com", "auth": {"token": {"$secret": "sealed"}}}
    scan = make_scan(
        "RUNNING", numbered(3), problems=1, owner=owner, scan={"options": options, "key": ["n"], "upload_name": "a.csv"}
    )
    status = api.get(url_of(scan, "status")).json()
    assert status["options"] == {"url": "http://example.com", "auth": {"token": "***"}}
    shown = ("job_id", "status", "key", "upload_name", "columns", "attempt", "max_attempts", "records", "problems")
    assert [status[name] for name in shown] == [
        *(str(scan.pk), "running", ["n"], "a.csv"),
        ["n", "word", "even"],
        *(1, 3, 3, 1),
    ]
    assert status["links"]["result"] == f"http://testserver{url_of(scan, 'result')}"


def test_progress_says_how_fast_it_is_and_when_it_will_be_done(api: APIClient, owner: Any) -> None:
    scan = make_scan("RUNNING", owner=owner)
    begin = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=scan.pk).update(
        started_at=begin, updated_at=begin + timedelta(seconds=10), progress_current=50, progress_total=200
    )
    assert api.get(url_of(scan, "status")).json()["progress"] == {
        "current": 50,
        "total": 200,
        "percent": 25.0,
        "message": "",
        "rate": 5,
        "remaining_seconds": 30,
    }


def test_records_of_earlier_attempts_make_this_one_no_faster(api: APIClient, owner: Any) -> None:
    scan = make_scan("RUNNING", owner=owner)
    begin = timezone.now()
    moved = begin + timedelta(seconds=10)
    Scan.objects.filter(pk=scan.pk).update(records=1100, began_with=1000)
    Job.objects.filter(pk=scan.pk).update(started_at=begin, updated_at=moved, progress_current=1100)
    progress = api.get(url_of(scan, "status")).json()["progress"]
    assert (progress["rate"], progress["remaining_seconds"]) == (10, None)


def test_what_did_not_change_is_a_304(api: APIClient, owner: Any) -> None:
    scan = make_scan("RUNNING", owner=owner)
    url = url_of(scan, "status")
    first = api.get(url)
    assert first["ETag"].startswith('W/"')
    assert first["Retry-After"] == "1"
    again = api.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"], again["Retry-After"]) == (304, b"", first["ETag"], "1")
    Job.objects.filter(pk=scan.pk).update(revision=7)
    assert api.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    assert "Retry-After" not in api.get(url_of(make_scan(owner=owner), "status"))


def test_a_wait_ends_when_there_is_nothing_to_wait_for(api: APIClient, owner: Any, jobkit: Callable[..., None]) -> None:
    jobkit(WAIT_LIMIT=0.05)
    done, waits = make_scan(owner=owner), make_scan(owner=owner, status="PENDING")
    answer = api.get(f"{url_of(done, 'status')}?wait=30")
    assert (answer.status_code, answer.json()["status"]) == (200, "completed")
    assert api.get(f"{url_of(waits, 'status')}?wait=30").json()["status"] == "pending"
    preferred = api.get(url_of(waits, "status"), HTTP_PREFER="wait=30")
    assert preferred["Preference-Applied"] == "wait=0"
    etag = 'W/"of-another-time"'
    assert api.get(f"{url_of(waits, 'status')}?wait=30", HTTP_IF_NONE_MATCH=etag).status_code == 200
    assert api.get(f"{url_of(waits, 'status')}?wait=x").json()["details"].keys() == {"wait"}


@pytest.mark.parametrize("query", ["", "?wait=0.01"])
def test_a_job_that_is_no_scan_is_unknown(api: APIClient, owner: Any, query: str) -> None:
    from tests.rest.conftest import make_job

    job = make_job(owner=owner)
    unknown = api.get(f"{SCANS}status/0190a6f0-0000-7000-8000-000000000000/{query}")
    assert unknown.status_code == 404
    for text in (str(job.pk), "x"):
        answer = api.get(f"{SCANS}status/{text}/{query}")
        assert (answer.status_code, answer.content) == (404, unknown.content)


def test_a_status_is_one_query(api: APIClient, owner: Any) -> None:
    scan = make_scan("RUNNING", numbered(3), owner=owner)
    with CaptureQueriesContext(connection) as captured:
        api.get(url_of(scan, "status"))
    (query,) = captured.captured_queries
    assert "saved_state" not in query["sql"]
