"""What can be done with a scan that runs, stopped or ended."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job
from django_jobkit.scans.models import Scan, ScanChunk
from tests.scans.rest.conftest import SCANS, make_scan, numbered, url_of


def test_a_pending_scan_is_cancelled_at_once(api: APIClient, owner: Any) -> None:
    scan = make_scan("PENDING", owner=owner)
    answer = api.post(url_of(scan, "cancel"))
    assert (answer.status_code, answer.json()["job_id"], answer.json()["status"]) == (200, str(scan.pk), "cancelled")


def test_a_running_scan_is_asked_to_stop(api: APIClient, owner: Any) -> None:
    scan = make_scan("RUNNING", owner=owner)
    answer = api.post(url_of(scan, "cancel"))
    assert (answer.status_code, answer.json()["status"]) == (200, "running")
    assert Job.objects.get(pk=scan.pk).cancel_requested_at is not None
    assert api.get(url_of(scan, "status")).json()["cancel_requested_at"] is not None


@pytest.mark.parametrize("status", ["COMPLETED", "FAILED", "CANCELLED"])
def test_a_scan_that_has_ended_cannot_be_cancelled(api: APIClient, owner: Any, status: str) -> None:
    answer = api.post(url_of(make_scan(status, owner=owner), "cancel"))
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


@pytest.mark.parametrize(("action", "left"), [("resume", 5), ("restart", 0)])
@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
def test_a_scan_that_stopped_runs_again(api: APIClient, owner: Any, action: str, left: int, status: str) -> None:
    scan = make_scan(status, numbered(5), owner=owner)
    answer = api.post(url_of(scan, action))
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert answer["Location"] == f"http://testserver{url_of(scan, 'status')}"
    assert answer["Retry-After"] == "1"
    scan.refresh_from_db()
    assert scan.records == left
    assert ScanChunk.objects.filter(scan=scan).exists() is bool(left)


@pytest.mark.parametrize("action", ["resume", "restart"])
@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "COMPLETED"])
def test_a_scan_that_did_not_stop_does_not_run_again(api: APIClient, owner: Any, action: str, status: str) -> None:
    scan = make_scan(status, numbered(2), owner=owner)
    assert api.post(url_of(scan, action)).status_code == 409
    assert Scan.objects.get(pk=scan.pk).records == 2


def test_a_scan_is_removed_with_all_that_it_found(api: APIClient, owner: Any) -> None:
    scan = make_scan(records=numbered(5), problems=2, owner=owner)
    assert api.delete(url_of(scan, "remove")).status_code == 204
    assert not Job.objects.exists()
    assert not ScanChunk.objects.exists()
    assert api.get(url_of(scan, "result")).status_code == 404
    assert api.get(SCANS).json()["count"] == 0


def test_a_running_scan_is_not_removed(api: APIClient, owner: Any) -> None:
    scan = make_scan("RUNNING", owner=owner)
    answer = api.delete(url_of(scan, "remove"))
    assert (answer.status_code, answer.json()["code"]) == (409, "job_is_running")
    assert Scan.objects.filter(pk=scan.pk).exists()
