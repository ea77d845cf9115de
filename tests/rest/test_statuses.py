"""Job statuses: reported by the clients of tracked jobs, written by the system for the others."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job, JobStatus
from tests.rest.conftest import STATUSES, make_job, url_of

ENDINGS = ("COMPLETED", "FAILED", "CANCELLED")


def row_url(row: JobStatus) -> str:
    """Where `row` is."""
    return f"{STATUSES}{row.pk}/"


@pytest.fixture
def tracked(owner: Any) -> Job:
    """A tracked job."""
    return make_job(owner=owner, task="", params={})


def report(api: APIClient, job: Job, status: str, **more: Any) -> Any:
    """Report `status`."""
    return api.post(STATUSES, {"job": str(job.id), "status_type": status, **more}, format="json")


def test_a_reported_status_is_the_jobs_status(api: APIClient, tracked: Job) -> None:
    answer = report(api, tracked, "RUNNING", message="Off we go")
    row = answer.json()
    assert answer.status_code == 201
    assert row.keys() == {"id", "job", "status_type", "timestamp", "attempt", "message"}
    assert (row["job"], row["status_type"], row["message"]) == (str(tracked.id), "RUNNING", "Off we go")
    assert api.get(answer["Location"]).json() == row
    assert api.get(url_of(tracked)).json()["status"] == "RUNNING"


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", *ENDINGS])
def test_a_client_may_report_any_status_and_repeat_what_is_no_ending(api: APIClient, tracked: Job, status: str) -> None:
    assert report(api, tracked, status).status_code == 201
    again = report(api, tracked, status)
    assert again.status_code == (409 if status in ENDINGS else 201)


@pytest.mark.parametrize("first", ENDINGS)
@pytest.mark.parametrize("second", ENDINGS)
def test_a_second_ending_is_refused_but_a_new_run_is_not(api: APIClient, tracked: Job, first: str, second: str) -> None:
    report(api, tracked, first)
    answer = report(api, tracked, second)
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert report(api, tracked, "RUNNING").status_code == 201
    assert report(api, tracked, second).status_code == 201


def test_a_correction_of_the_newest_row_is_a_correction_of_the_job(api: APIClient, tracked: Job) -> None:
    row_id = report(api, tracked, "COMPLETED").json()["id"]
    answer = api.patch(f"{STATUSES}{row_id}/", {"status_type": "FAILED", "message": "no"}, format="json")
    assert (answer.status_code, answer.json()["status_type"]) == (200, "FAILED")
    job = api.get(url_of(tracked)).json()
    assert (job["status"], job["error"]["message"]) == ("FAILED", "no")


def test_put_needs_a_status_and_keeps_a_message_that_is_not_given(api: APIClient, tracked: Job) -> None:
    row_id = report(api, tracked, "RUNNING", message="kept").json()["id"]
    assert api.put(f"{STATUSES}{row_id}/", {"message": "x"}, format="json").status_code == 400
    answer = api.put(f"{STATUSES}{row_id}/", {"status_type": "PENDING"}, format="json")
    assert (answer.status_code, answer.json()["message"]) == (200, "kept")


def test_a_row_never_moves_to_another_job(api: APIClient, tracked: Job, owner: Any) -> None:
    row_id = report(api, tracked, "RUNNING").json()["id"]
    body = {"job": str(make_job(owner=owner, task="").id), "status_type": "PENDING"}
    assert api.put(f"{STATUSES}{row_id}/", body, format="json").json()["job"] == str(tracked.id)


def test_the_first_row_stays_pending(api: APIClient, tracked: Job) -> None:
    first = row_url(JobStatus.objects.get())
    for answer in (api.patch(first, {"status_type": "RUNNING"}, format="json"), api.delete(first)):
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


def test_a_correction_that_would_end_the_job_twice_is_refused(api: APIClient, tracked: Job) -> None:
    running = report(api, tracked, "RUNNING").json()["id"]
    report(api, tracked, "FAILED")
    for answer in (
        api.patch(f"{STATUSES}{running}/", {"status_type": "COMPLETED"}, format="json"),
        api.put(f"{STATUSES}{running}/", {"status_type": "CANCELLED"}, format="json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert api.get(url_of(tracked)).json()["status"] == "FAILED"


def test_the_job_follows_when_its_newest_row_is_deleted(api: APIClient, tracked: Job) -> None:
    row_id = report(api, tracked, "COMPLETED").json()["id"]
    assert api.delete(f"{STATUSES}{row_id}/").status_code == 204
    assert api.get(f"{STATUSES}{row_id}/").status_code == 404
    assert api.get(url_of(tracked)).json()["status"] == "PENDING"


def test_the_history_of_an_executed_job_is_written_by_the_system_alone(api: APIClient, owner: Any) -> None:
    job = make_job(owner=owner)
    url = row_url(JobStatus.objects.get())
    answers = [report(api, job, "RUNNING"), api.delete(url)]
    answers += [method(url, body, format="json") for method in (api.put, api.patch) for body in ({}, {"message": "x"})]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (409, "history_is_append_only")
    assert JobStatus.objects.get().message == ""


def test_a_job_that_is_unknown_or_not_theirs_is_a_mistake_in_the_field(other_api: APIClient, tracked: Job) -> None:
    foreign = report(other_api, tracked, "RUNNING")
    unknown = report(other_api, Job(id=uuid.uuid4()), "RUNNING")
    assert (foreign.status_code, list(foreign.json()["details"])) == (400, ["job"])
    assert foreign.content == unknown.content


def test_a_foreign_row_is_out_of_reach_like_an_unknown_one(other_api: APIClient, tracked: Job) -> None:
    row = JobStatus.objects.get()
    for method in (other_api.get, other_api.put, other_api.patch, other_api.delete):
        foreign = method(row_url(row), {"status_type": "FAILED"}, format="json")
        unknown = method(f"{STATUSES}{row.pk + 1000}/", {"status_type": "FAILED"}, format="json")
        assert (foreign.status_code, foreign.content) == (404, unknown.content)


@pytest.mark.parametrize(
    "malformed", ["x", "0", "-1", "1.5", "9" * 40, "%00", "٣", "00000000-0000-7000-8000-000000000000"]
)
def test_a_malformed_id_of_a_row_is_unknown(api: APIClient, malformed: str) -> None:
    assert api.get(f"{STATUSES}{malformed}/").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"job": "x"}, "job"),
        ({"job": None}, "job"),
        ({"job": 5}, "job"),
        ({"status_type": "running"}, "status_type"),
        ({"status_type": None}, "status_type"),
        ({"status_type": ["RUNNING"]}, "status_type"),
        ({"message": 5}, "message"),
        ({"message": "\x00"}, "message"),
        ({"message": "x" * 501}, "message"),
    ],
)
def test_a_wrong_field_of_a_report_is_named(api: APIClient, tracked: Job, change: Any, field: str) -> None:
    body = {"job": str(tracked.id), "status_type": "RUNNING", **change}
    answer = api.post(STATUSES, body, format="json")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_statuses_are_listed_oldest_first_and_can_be_narrowed_down(
    api: APIClient, other_api: APIClient, staff_api: APIClient, tracked: Job, owner: Any
) -> None:
    report(api, tracked, "RUNNING", message="Off we go")
    make_job("FAILED", owner=owner)
    rows = api.get(STATUSES).json()["results"]
    assert [row["status_type"] for row in rows] == ["PENDING", "RUNNING", "PENDING", "FAILED"]
    assert api.get(STATUSES, {"job": str(tracked.id)}).json()["count"] == 2
    assert api.get(STATUSES, {"status_type": "PENDING"}).json()["count"] == 2
    assert api.get(STATUSES, {"status_type": ["FAILED", "RUNNING"], "search": "off"}).json()["count"] == 1
    assert other_api.get(STATUSES, {"job": str(tracked.id)}).json()["count"] == 0
    assert staff_api.get(STATUSES).json()["count"] == 4
    newest = api.get(STATUSES, {"ordering": "-timestamp"}).json()["results"]
    assert [row["id"] for row in newest] == [row["id"] for row in reversed(rows)]
    newest = api.get(url_of(tracked, "statuses"), {"ordering": "-timestamp"}).json()["results"]
    assert [row["status_type"] for row in newest] == ["RUNNING", "PENDING"]
    for wrong in ({"job": "x"}, {"job": ""}, {"status_type": "x"}, {"ordering": "message"}):
        assert api.get(STATUSES, wrong).status_code == 400
