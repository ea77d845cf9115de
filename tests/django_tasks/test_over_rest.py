"""Jobs of the framework's tasks over HTTP: watched and cancelled like any other, but submitted only if declared so."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from django_jobkit.core.registry import registry
from django_jobkit.models import Job

JOBS = "/api/jobs/"
TASKS = "/tasks/"


@pytest.fixture
def api(functions: Any) -> APIClient:
    """A member of the staff, who sees everybody's jobs and nobody's."""
    client = APIClient()
    client.force_authenticate(get_user_model().objects.create_user("boss", is_staff=True))
    return client


def test_a_job_is_shown_cancelled_and_retried(api: APIClient, functions: Any) -> None:
    url = f"{JOBS}{functions.add.enqueue(1).id}/"
    shown = api.get(url).json()
    assert (shown["task"], shown["status"], shown["owner"]) == (functions.add.module_path, "PENDING", None)
    assert shown["params"] == {"args": [1], "kwargs": {}, "backend": "default"}
    assert api.post(f"{url}cancel/").json()["status"] == "CANCELLED"
    assert api.post(f"{url}retry/").json()["status"] == "PENDING"


def test_nobody_else_sees_it(api: APIClient, functions: Any) -> None:
    api.force_authenticate(get_user_model().objects.create_user("ann"))
    assert api.get(f"{JOBS}{functions.add.enqueue(1).id}/").status_code == 404


@pytest.mark.parametrize("name", ["tests.django_tasks.functions.add", "tests.django_tasks.functions.nothing"])
def test_a_plain_task_is_as_unknown_as_one_that_is_not_there(api: APIClient, name: str) -> None:
    answer = api.post(JOBS, {"task": name, "params": {"args": [1]}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_task")
    assert answer.json()["details"]["task"] == [f"No task is registered as {name!r}."]
    bulk = api.post(f"{JOBS}bulk/", {"jobs": [{"task": name}]}, format="json")
    assert bulk.json()["results"] == [{"index": 0, "errors": {"task": [f"No task is registered as {name!r}."]}}]
    for kind in (name, name.rpartition(".")[2]):
        if kind != "add":
            assert api.post(TASKS, {"type": kind, "args": [1]}, format="json").status_code == 400
    assert not Job.objects.exists()


def test_no_name_from_outside_is_imported(api: APIClient) -> None:
    sys.modules.pop("tests.django_tasks.never_imported", None)
    answer = api.post(JOBS, {"task": "tests.django_tasks.never_imported.innocent"}, format="json")
    assert answer.status_code == 400
    assert api.post(TASKS, {"type": "tests.django_tasks.never_imported.innocent"}, format="json").status_code == 400
    assert "tests.django_tasks.never_imported" not in sys.modules


def test_only_public_tasks_are_told_of(api: APIClient, functions: Any) -> None:
    types = {found["task"] for found in api.get(f"{JOBS}types/").json()["results"]}
    assert functions.public.module_path in types
    assert functions.add.module_path not in types
    assert types == {task.name for task in registry.public()}


def test_only_public_tasks_are_in_the_schema(api: APIClient) -> None:
    schema = api.get("/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").content.decode()
    assert "tests.django_tasks.functions.public" in schema
    assert "tests.django_tasks.functions.add" not in schema
    assert "FunctionsSlowly" not in schema


def test_a_public_task_is_submitted_with_its_arguments(
    api: APIClient, functions: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = api.post(JOBS, {"task": functions.public.module_path, "params": {"args": [21]}}, format="json")
    assert answer.status_code == 202
    job = api.get(answer["Location"]).json()
    assert (job["status"], job["result"], job["owner"] is None) == ("COMPLETED", 42, False)
    assert functions.public.get_result(job["id"]).return_value == 42
