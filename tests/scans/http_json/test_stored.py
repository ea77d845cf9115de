"""A whole scan of an API: secrets at rest, failures between attempts, records in the store."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_jobkit.models import Job
from django_jobkit.scans.services.lifecycle import resume_scan
from tests.scans.http_json import apis
from tests.scans.http_json.server import Answer
from tests.scans.running.kit import assert_sound, fetch, run, started, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("runs_on_loopback")]
SECRET = "s3cret-token"


def everything_about(scan: Any) -> str:
    """Every column of every row that speaks of `scan`, as text."""
    rows = [*Job.objects.filter(pk=scan.pk).values(), *type(scan).objects.filter(pk=scan.pk).values()]
    rows += [*scan.problem_rows.values()]
    return json.dumps(rows, default=str)


def test_a_scan_that_fails_on_a_page_goes_on_with_it(serve: Any) -> None:
    api = serve(apis.drf)
    api.faults = [None, Answer({}, 503)]
    scan = started("http_json", options={"url": api.url(), "auth": {"kind": "bearer", "token": SECRET}})

    run(scan)
    assert len(stored(scan)) == 10
    scan = run(scan)

    assert (scan.job.status, scan.job.attempt) == ("COMPLETED", 2)
    assert stored(scan) == apis.RECORDS
    assert [query.get("page") for query in api.queries] == [None, "2", "2", "3"]
    assert {asked.headers["authorization"] for asked in api.asked} == {f"Bearer {SECRET}"}
    assert_sound(scan)
    assert SECRET not in everything_about(scan)


def test_a_scan_that_was_refused_is_resumed_where_it_was(serve: Any) -> None:
    api = serve(apis.link_header)
    api.faults = [None, Answer({}, 404)]
    key = {"kind": "api_key", "name": "key", "value": SECRET, "location": "query"}
    scan = run(started("http_json", options={"url": api.url(), "auth": key}))

    assert scan.job.status == "FAILED"
    assert scan.job.error["code"] == "http_error"
    assert SECRET not in everything_about(scan)
    resume_scan(fetch(scan))
    scan = run(scan)

    assert scan.job.status == "COMPLETED"
    assert stored(scan) == apis.RECORDS
    assert (scan.pages, scan.bytes > 0) == (3, True)
