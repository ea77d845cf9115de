"""Callers of every kind, and jobs in every status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from rest_framework.test import APIClient

from django_jobkit.core.status import TERMINAL, Status
from django_jobkit.models import Job, JobStatus
from tests.rest.callers import Callers

JOBS = "/api/jobs/"
STATUSES = "/api/jobstatuses/"
TASKS = "/tasks/"


def url_of(job: Job, action: str = "") -> str:
    """Where `job`, or something that can be done with it, is."""
    return f"{JOBS}{job.id}/{action and action + '/'}"


def make_user(name: str, **fields: Any) -> Any:
    """A user with that name."""
    return get_user_model().objects.create_user(username=name, **fields)


def client_of(user: Any) -> APIClient:
    """A client that is signed in as `user`."""
    client = APIClient()
    client.force_authenticate(user)
    return client


def make_job(status: str = Status.PENDING, **fields: Any) -> Job:
    """A job of ``tests.add`` (a tracked one with ``task=""``) that stands at `status`, with the history to it."""
    now = timezone.now()
    defaults: dict[str, Any] = {
        "name": "a job",
        "task": "tests.add",
        "params": {"x": 1, "y": 2},
        "created_at": now,
        "updated_at": now,
        "status": status,
        "max_attempts": 3,
    }
    if status in TERMINAL:
        defaults["finished_at"] = now
    if status == Status.RUNNING:
        defaults |= {"started_at": now, "attempt": 1}
        if fields.get("task") != "":
            defaults["lease_expires_at"] = now + timedelta(minutes=1)
    if status == Status.COMPLETED:
        defaults["result"] = 3
    if status == Status.FAILED:
        defaults["error"] = {"type": "ValueError", "message": "no", "code": "handler_error"}
    path = [Status.PENDING, *([] if status == Status.PENDING else [Status(status)])]
    job = Job.objects.create(history_length=len(path), **{**defaults, **fields})
    for seq, step in enumerate(path, start=1):
        JobStatus.objects.create(job=job, seq=seq, status_type=step, timestamp=now)
    return job


@pytest.fixture
def owner(db: None) -> Any:
    """Who has jobs."""
    return make_user("owner")


@pytest.fixture
def other(db: None) -> Any:
    """Who has none of them."""
    return make_user("other")


@pytest.fixture
def staff(db: None) -> Any:
    """Who sees all of them."""
    return make_user("staff", is_staff=True)


@pytest.fixture
def api(owner: Any) -> APIClient:
    """The owner's client."""
    return client_of(owner)


@pytest.fixture
def other_api(other: Any) -> APIClient:
    """The other user's client."""
    return client_of(other)


@pytest.fixture
def staff_api(staff: Any) -> APIClient:
    """A member of staff's client."""
    return client_of(staff)


@pytest.fixture
def anonymous(db: None) -> APIClient:
    """Nobody's client."""
    return APIClient()


@pytest.fixture
def callers(anonymous: APIClient, other_api: APIClient, staff_api: APIClient, api: APIClient) -> Callers:
    """All of them."""
    return Callers(anonymous, other_api, staff_api, api)


@pytest.fixture
def jobkit(settings: Any) -> Callable[..., None]:
    """Change ``settings.JOBKIT`` for this test."""

    def change(**changes: Any) -> None:
        settings.JOBKIT = {**settings.JOBKIT, **changes}

    return change


@pytest.fixture
def opened(jobkit: Callable[..., None]) -> None:
    """Let anonymous callers in, as the example's development settings do."""
    jobkit(PERMISSIONS=["rest_framework.permissions.AllowAny"])
