"""Cancel, retry, delete, result and history."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job, JobStatus
from tests.rest.conftest import JOBS, make_job, url_of


def test_a_pending_job_is_cancelled_at_once(api: APIClient, owner: Any) -> None:
    answer = api.post(url_of(make_job(owner=owner), "cancel"))
    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
    assert answer.json()["finished_at"]
    assert Job.objects.get().status == "CANCELLED"


def test_a_running_job_is_asked_to_stop_and_asking_again_changes_nothing(api: APIClient, owner: Any) -> None:
    job = make_job("RUNNING", owner=owner)
    first, again = api.post(url_of(job, "cancel")), api.post(url_of(job, "cancel"))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["status"] == "RUNNING"
    assert first.json()["cancel_requested_at"] == again.json()["cancel_requested_at"] is not None
    assert first["Retry-After"].isdigit()


@pytest.mark.parametrize("status", ["PENDING", "RUNNING"])
def test_a_tracked_job_is_cancelled_at_once(api: APIClient, owner: Any, status: str) -> None:
    answer = api.post(url_of(make_job(status, owner=owner, task=""), "cancel"))
    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")


@pytest.mark.parametrize("status", ["COMPLETED", "FAILED", "CANCELLED"])
@pytest.mark.parametrize("task", ["", "tests.add"])
def test_a_job_that_has_ended_cannot_be_cancelled(api: APIClient, owner: Any, status: str, task: str) -> None:
    answer = api.post(url_of(make_job(status, owner=owner, task=task), "cancel"))
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert Job.objects.get().status == status


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
def test_a_job_that_failed_or_was_cancelled_runs_again_under_its_id(api: APIClient, owner: Any, status: str) -> None:
    job = make_job(status, owner=owner)
    answer = api.post(url_of(job, "retry"))
    assert (answer.status_code, answer.json()["id"], answer.json()["status"]) == (202, str(job.id), "PENDING")
    assert answer.json()["error"] is None
    assert answer["Location"] == answer.json()["links"]["self"]
    assert answer["Retry-After"].isdigit()


@pytest.mark.parametrize(
    ("status", "task"),
    [*((status, "tests.add") for status in ("PENDING", "RUNNING", "COMPLETED")), ("FAILED", ""), ("CANCELLED", "")],
)
def test_no_other_job_runs_again(api: APIClient, owner: Any, status: str, task: str) -> None:
    answer = api.post(url_of(make_job(status, owner=owner, task=task), "retry"))
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert Job.objects.get().status == status


@pytest.mark.parametrize(
    ("status", "task"),
    [*((status, "tests.add") for status in ("PENDING", "COMPLETED", "FAILED", "CANCELLED")), ("RUNNING", "")],
)
def test_a_job_is_deleted_with_its_history(api: APIClient, owner: Any, status: str, task: str) -> None:
    job = make_job(status, owner=owner, task=task)
    answer = api.delete(url_of(job))
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Job.objects.exists()
    assert not JobStatus.objects.exists()
    assert api.get(url_of(job)).status_code == 404
    assert api.delete(url_of(job)).status_code == 404


def test_an_executed_job_that_runs_is_not_deleted(api: APIClient, owner: Any) -> None:
    answer = api.delete(url_of(make_job("RUNNING", owner=owner)))
    assert (answer.status_code, answer.json()["code"]) == (409, "job_is_running")
    assert Job.objects.exists()


@pytest.mark.parametrize("result", [8, None, {"a": [1]}, "text", False])
def test_a_result_is_there_once_the_job_is_completed(api: APIClient, owner: Any, result: Any) -> None:
    job = make_job("COMPLETED", owner=owner, result=result)
    answer = api.get(url_of(job, "result"))
    assert (answer.status_code, answer.json()) == (200, {"job": str(job.id), "result": result})


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "FAILED", "CANCELLED"])
def test_there_is_no_result_otherwise(api: APIClient, owner: Any, status: str) -> None:
    answer = api.get(url_of(make_job(status, owner=owner), "result"))
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_completed")
    assert answer.json()["details"] == {"status": [status]}


def test_a_history_is_told_oldest_first(api: APIClient, owner: Any) -> None:
    job = make_job("RUNNING", owner=owner)
    make_job("FAILED", owner=owner)
    body = api.get(url_of(job, "statuses")).json()
    assert [row["status_type"] for row in body["results"]] == ["PENDING", "RUNNING"]
    assert {row["job"] for row in body["results"]} == {str(job.id)}
    assert (body["count"], body["next"], body["previous"]) == (2, None, None)
    following = api.get(url_of(job, "statuses"), {"cursor": "", "page_size": 1}).json()["next"]
    assert [row["status_type"] for row in api.get(following).json()["results"]] == ["RUNNING"]


@pytest.mark.parametrize(
    ("method", "action"),
    [
        ("get", ""),
        ("put", ""),
        ("patch", ""),
        ("delete", ""),
        ("post", "cancel"),
        ("post", "retry"),
        ("get", "result"),
        ("get", "statuses"),
    ],
)
def test_a_foreign_job_is_out_of_reach_like_an_unknown_one(
    other_api: APIClient, owner: Any, method: str, action: str
) -> None:
    job = make_job("FAILED", owner=owner)
    row = Job.objects.filter(pk=job.pk).values().get()
    foreign = getattr(other_api, method)(url_of(job, action), {"name": "mine"}, format="json")
    suffix = action and action + "/"
    unknown = getattr(other_api, method)(f"{JOBS}{uuid.uuid4()}/{suffix}", {"name": "mine"}, format="json")
    assert foreign.status_code == 404
    assert (foreign.content, foreign.headers) == (unknown.content, unknown.headers)
    assert Job.objects.filter(pk=job.pk).values().get() == row
