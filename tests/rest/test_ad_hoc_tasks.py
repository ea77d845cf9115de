"""Ad-hoc tasks: jobs in Celery's words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.core.decorator import job as task
from django_jobkit.core.registry import registry
from django_jobkit.models import Job
from tests.rest.conftest import TASKS, make_job


@pytest.mark.parametrize("kind", ["add", "tests.add"])
def test_a_task_is_submitted_by_its_type_with_its_parameters_beside_it(
    api: APIClient, owner: Any, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = api.post(TASKS, {"type": kind, "x": 5, "y": 3}, format="json")
    body = answer.json()
    assert answer.status_code == 202
    assert body == {"task_id": body["task_id"], "task_type": kind, "parameters": {"x": 5, "y": 3}}
    assert answer["Location"] == f"http://testserver{TASKS}{body['task_id']}/"
    assert Job.objects.get().owner == owner
    assert api.get(answer["Location"]).json() == {
        "task_id": body["task_id"],
        "status": "SUCCESS",
        "result": 8,
        "error": None,
    }


@pytest.mark.parametrize(
    ("status", "attempt", "word"),
    [
        ("PENDING", 0, "PENDING"),
        ("PENDING", 1, "RETRY"),
        ("RUNNING", 1, "STARTED"),
        ("COMPLETED", 1, "SUCCESS"),
        ("FAILED", 1, "FAILURE"),
        ("CANCELLED", 0, "REVOKED"),
    ],
)
def test_a_task_stands_where_celery_would_say(api: APIClient, owner: Any, status: str, attempt: int, word: str) -> None:
    job = make_job(status, owner=owner, attempt=attempt)
    answer = api.get(f"{TASKS}{job.id}/")
    assert answer.json()["status"] == word
    assert answer.json()["error"] == ("no" if status == "FAILED" else None)
    assert ("Retry-After" in answer) == (status in {"PENDING", "RUNNING"})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "type"),
        ({"type": None}, "type"),
        ({"type": 5}, "type"),
        ({"type": "unknown"}, "type"),
        ({"type": ""}, "type"),
        ({"type": "\x00"}, "type"),
        ({"type": "tests"}, "type"),
        ({"type": "add"}, "x"),
        ({"type": "add", "x": "five"}, "x"),
        ({"type": "add", "x": 1, "z": 2}, "z"),
        ({"type": "add", "params": {"x": 1}}, "params"),
        ([], "non_field_errors"),
    ],
)
def test_a_wrong_parameter_is_named_as_it_was_given(api: APIClient, body: Any, field: str) -> None:
    answer = api.post(TASKS, body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["details"]
    assert not Job.objects.exists()


@pytest.fixture
def namesake() -> Iterator[None]:
    """Another task that is called ``add``."""

    @task("elsewhere.add")
    def add() -> None:
        """Do nothing."""

    yield
    registry.remove("elsewhere.add")


@pytest.mark.usefixtures("namesake")
def test_a_type_that_several_tasks_are_called_by_must_be_given_in_full(api: APIClient) -> None:
    answer = api.post(TASKS, {"type": "add", "x": 1}, format="json")
    assert answer.status_code == 400
    assert "elsewhere.add" in answer.json()["details"]["type"][0]
    assert api.post(TASKS, {"type": "tests.add", "x": 1}, format="json").status_code == 202


def test_unknown_foreign_and_tracked_jobs_are_no_tasks(api: APIClient, other_api: APIClient, owner: Any) -> None:
    job = make_job(owner=owner)
    tracked = make_job(owner=owner, task="")
    answers = [
        api.get(f"{TASKS}{uuid.uuid4()}/"),
        api.get(f"{TASKS}{tracked.id}/"),
        api.get(f"{TASKS}x/"),
        other_api.get(f"{TASKS}{job.id}/"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
