"""Submitting jobs, executed and tracked."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.models import Job
from tests.rest.conftest import JOBS

ADD = {"task": "tests.add", "params": {"x": 5, "y": 3}}


def test_an_executed_job_is_accepted_with_a_place_to_watch_it(api: APIClient, owner: Any) -> None:
    answer = api.post(JOBS, ADD, format="json")
    job = answer.json()
    assert answer.status_code == 202
    assert answer["Location"] == job["links"]["self"] == f"http://testserver{JOBS}{job['id']}/"
    assert int(answer["Retry-After"]) >= 1
    assert (job["task"], job["status"], job["params"], job["result"]) == (
        "tests.add",
        "PENDING",
        {"x": 5, "y": 3},
        None,
    )
    assert job["owner"] == owner.pk
    assert uuid.UUID(job["id"]).version == 7
    assert "Idempotent-Replayed" not in answer


def test_a_submitted_job_runs_after_the_commit_and_shows_its_result(
    api: APIClient, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        url = api.post(JOBS, ADD, format="json")["Location"]
    job = api.get(url).json()
    assert (job["status"], job["result"], job["attempt"]) == ("COMPLETED", 8, 1)


def test_every_option_of_a_job_is_taken_at_its_word(api: APIClient) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    options = {"name": "mine", "priority": 7, "queue": "slow", "max_attempts": 5, "timeout": 1.5}
    answer = api.post(JOBS, {**ADD, **options, "run_after": later.isoformat()}, format="json")
    job = answer.json()
    assert answer.status_code == 202
    assert {name: job[name] for name in options} == options
    assert datetime.fromisoformat(job["run_after"]) == later


def test_options_that_are_null_mean_what_the_task_says(api: APIClient) -> None:
    options = dict.fromkeys(("name", "priority", "queue", "run_after", "max_attempts", "timeout"))
    job = api.post(JOBS, {**ADD, **options}, format="json").json()
    assert (job["name"], job["priority"], job["queue"], job["run_after"]) == ("tests.add", 0, "default", None)
    assert job["timeout"] is None


def test_a_moment_without_a_time_zone_is_in_utc(api: APIClient) -> None:
    job = api.post(JOBS, {**ADD, "run_after": "2040-01-31T12:00:00"}, format="json").json()
    assert job["run_after"] == "2040-01-31T12:00:00Z"


def test_defaults_of_params_are_filled_in(api: APIClient) -> None:
    job = api.post(JOBS, {"task": "tests.add", "params": {"x": 1}}, format="json").json()
    assert job["params"] == {"x": 1, "y": 0}


def test_a_name_alone_makes_a_tracked_job(api: APIClient) -> None:
    answer = api.post(JOBS, {"name": "Data Processing Job"}, format="json")
    job = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == job["links"]["self"]
    assert (job["name"], job["task"], job["status"]) == ("Data Processing Job", None, "PENDING")


def test_what_only_the_server_sets_is_ignored(api: APIClient, owner: Any, other: Any) -> None:
    forged = {
        "id": str(uuid.uuid4()),
        "owner": other.pk,
        "status": "COMPLETED",
        "result": 1,
        "error": {},
        "attempt": 9,
        "created_at": "2000-01-01T00:00:00Z",
        "worker": "me",
        "unknown": 1,
    }
    for body in ({"name": "tracked"}, ADD):
        job = api.post(JOBS, {**body, **forged}, format="json").json()
        assert (job["owner"], job["status"], job["result"], job["attempt"]) == (owner.pk, "PENDING", None, 0)
        assert job["id"] != forged["id"]
        assert job["created_at"] > "2020"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"task": "tests.unknown"}, "task"),
        ({"task": "os.system", "params": {}}, "task"),
        ({"task": ""}, "task"),
        ({"task": 5}, "task"),
        ({"task": ["tests.add"]}, "task"),
        ({"task": "tests.add", "params": {"x": "five"}}, "params.x"),
        ({"task": "tests.add"}, "params.x"),
        ({"task": "tests.add", "params": {"x": 1, "z": 1}}, "params.z"),
        ({"task": "tests.add", "params": [1]}, "params"),
        ({"task": "tests.add", "params": None}, "params"),
        ({"task": "tests.echo", "params": {"value": "\x00"}}, "params"),
        ({"task": "tests.echo", "params": {"value": "x" * 300_000}}, "params"),
        ({**ADD, "name": ""}, "name"),
        ({**ADD, "name": "\x00"}, "name"),
        ({**ADD, "name": "x" * 201}, "name"),
        ({**ADD, "name": 5}, "name"),
        ({**ADD, "priority": "high"}, "priority"),
        ({**ADD, "priority": True}, "priority"),
        ({**ADD, "priority": 1.5}, "priority"),
        ({**ADD, "priority": 101}, "priority"),
        ({**ADD, "priority": 10**30}, "priority"),
        ({**ADD, "queue": ""}, "queue"),
        ({**ADD, "queue": "x" * 101}, "queue"),
        ({**ADD, "run_after": "tomorrow"}, "run_after"),
        ({**ADD, "run_after": 5}, "run_after"),
        ({**ADD, "run_after": "2030-02-30T00:00:00Z"}, "run_after"),
        ({**ADD, "run_after": "9999-12-31T23:59:59-10:00"}, "run_after"),
        ({**ADD, "max_attempts": 0}, "max_attempts"),
        ({**ADD, "max_attempts": 101}, "max_attempts"),
        ({**ADD, "timeout": 0}, "timeout"),
        ({**ADD, "timeout": -1}, "timeout"),
        ({**ADD, "timeout": 1e300}, "timeout"),
        ({**ADD, "timeout": "10"}, "timeout"),
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": None}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"name": "forgot the task", "params": {"x": 1}}, "task"),
        ([], "non_field_errors"),
        ("text", "non_field_errors"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_submitted(api: APIClient, body: Any, field: str) -> None:
    answer = api.post(JOBS, body, format="json")
    assert answer.status_code == 400, answer.content
    error = answer.json()
    assert error.keys() == {"error", "code", "details"}
    assert list(error["details"]) == [field]
    assert all(isinstance(message, str) for message in error["details"][field])
    assert not Job.objects.exists()


def test_a_moment_long_ago_is_due_at_once(api: APIClient) -> None:
    for moment in ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z"):
        answer = api.post(JOBS, {**ADD, "run_after": moment}, format="json")
        assert answer.status_code == 202
        assert answer.json()["run_after"] == "1970-01-01T00:00:00Z"


@pytest.mark.usefixtures("opened")
def test_a_job_of_an_anonymous_caller_belongs_to_nobody(anonymous: APIClient, api: APIClient) -> None:
    answer = anonymous.post(JOBS, ADD, format="json")
    assert answer.status_code == 202
    assert answer.json()["owner"] is None
    assert anonymous.get(answer["Location"]).status_code == 200
    assert api.get(answer["Location"]).status_code == 404
