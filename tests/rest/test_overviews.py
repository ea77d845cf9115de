"""Jobs in numbers, and the tasks there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework import serializers
from rest_framework.test import APIClient

from django_jobkit.core.decorator import job as task
from django_jobkit.core.registry import registry
from tests.rest.conftest import JOBS, make_job

SUMMARY = f"{JOBS}summary/"


def test_a_summary_counts_the_callers_jobs(
    api: APIClient, other_api: APIClient, staff_api: APIClient, owner: Any, other: Any
) -> None:
    for status, count in {"PENDING": 2, "RUNNING": 1, "COMPLETED": 3, "FAILED": 1}.items():
        for _ in range(count):
            make_job(status, owner=owner)
    make_job("CANCELLED", owner=other)
    body = api.get(SUMMARY).json()
    assert body["total"] == 7
    assert body["by_status"] == {"PENDING": 2, "RUNNING": 1, "COMPLETED": 3, "FAILED": 1, "CANCELLED": 0}
    assert other_api.get(SUMMARY).json()["total"] == 1
    assert staff_api.get(SUMMARY).json()["total"] == 8


def test_a_summary_tells_how_long_the_oldest_job_of_each_queue_waits(api: APIClient, owner: Any) -> None:
    now = timezone.now()
    make_job(owner=owner, queue="slow", created_at=now - timedelta(minutes=2))
    make_job(owner=owner, queue="slow", created_at=now - timedelta(minutes=1))
    make_job(owner=owner, queue="later", run_after=now + timedelta(hours=1))
    make_job("RUNNING", owner=owner, queue="busy")
    make_job(owner=owner, task="", queue="nobody")
    queues = {queue["queue"]: queue for queue in api.get(SUMMARY).json()["queues"]}
    assert list(queues) == ["busy", "later", "slow"]
    assert (queues["slow"]["pending"], queues["slow"]["running"]) == (2, 0)
    assert 120 <= queues["slow"]["oldest_pending_seconds"] < 180
    assert queues["later"]["oldest_pending_seconds"] == 0
    assert (queues["busy"]["running"], queues["busy"]["oldest_pending_seconds"]) == (1, None)


def test_counts_of_a_summary_are_capped(api: APIClient, owner: Any, jobkit: Callable[..., None]) -> None:
    jobkit(COUNT_CAP=2)
    for status in ("PENDING", "COMPLETED"):
        for _ in range(3):
            make_job(status, owner=owner)
    body = api.get(SUMMARY).json()
    assert (body["by_status"]["PENDING"], body["by_status"]["COMPLETED"], body["count_is_capped"]) == (2, 2, True)


def test_every_registered_task_is_listed_with_its_schemas(api: APIClient) -> None:
    types = {item["task"]: item for item in api.get(f"{JOBS}types/").json()["results"]}
    assert list(types) == [known.name for known in registry.public()]
    add = types["tests.add"]
    assert (add["description"], add["queue"]) == ("Add two numbers.", "default")
    assert add["params_schema"]["required"] == ["x"]
    assert add["result_schema"] == {"type": "integer"}
    assert types["tests.echo"]["queue"] == "echoes"


class _Inner(serializers.Serializer[Any]):
    colour = serializers.ChoiceField(choices=["red", "blue"])


class _Outer(serializers.Serializer[Any]):
    size = serializers.IntegerField(max_value=5)
    inner = _Inner(required=False)


@pytest.fixture
def serializer_task() -> Iterator[None]:
    """A task whose params are a serializer class."""

    @task("tests.serialized", params=_Outer)
    def serialized(params: dict[str, Any]) -> dict[str, Any]:
        """Take what a serializer lets in."""
        return params

    yield
    registry.remove("tests.serialized")


@pytest.mark.usefixtures("serializer_task")
def test_a_serializer_class_is_drawn(api: APIClient) -> None:
    types = {item["task"]: item for item in api.get(f"{JOBS}types/").json()["results"]}
    schema = types["tests.serialized"]["params_schema"]
    assert schema["required"] == ["size"]
    assert schema["properties"]["size"]["maximum"] == 5
    assert schema["properties"]["inner"]["properties"]["colour"]["enum"] == ["red", "blue"]


@pytest.mark.usefixtures("serializer_task")
def test_a_serializer_class_judges_params(api: APIClient) -> None:
    answer = api.post(JOBS, {"task": "tests.serialized", "params": {"size": 9, "z": 1}}, format="json")
    assert answer.status_code == 400
    assert set(answer.json()["details"]) == {"params.size", "params.z"}
