"""People with more and fewer permissions, and jobs for them to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from django_jobkit.models import Job, JobStatus

LIST = "/admin/jobkit/job/"


@pytest.fixture
def boss(db: None) -> Client:
    """May do everything."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", password="x"))
    return client


@pytest.fixture
def staff(db: None) -> Callable[..., Client]:
    """Makes staff with the permissions named, and no others."""

    def make(*codenames: str) -> Client:
        user = get_user_model().objects.create_user(f"staff-{len(codenames)}", password="x", is_staff=True)
        user.user_permissions.set(
            Permission.objects.filter(codename__in=codenames, content_type__app_label__startswith="jobkit")
        )
        client = Client()
        client.force_login(user)
        return client

    return make


_ENDS: dict[str, dict[str, Any]] = {
    "COMPLETED": {"result": 7},
    "FAILED": {"error": {"type": "ValueError", "message": "first line\nsecond line", "code": "handler_error"}},
    "CANCELLED": {},
}


@pytest.fixture
def make_job(db: None) -> Callable[..., Job]:
    """Writes a job in any status, as no service would."""

    def make(status: str = "PENDING", **given: Any) -> Job:
        now = timezone.now()
        fields: dict[str, Any] = {"name": "A job", "task": "tests.add", "params": {"x": 1}, "status": status}
        fields |= {"created_at": now, "updated_at": now, "history_length": 1, "max_attempts": 3}
        if status == "PENDING":
            fields["lane"] = "default"
        if status == "RUNNING":
            fields |= {"attempt": 1, "started_at": now, "lease_expires_at": now + timedelta(seconds=30)}
        if status in _ENDS:
            fields |= {"attempt": 1, "started_at": now, "finished_at": now, **_ENDS[status]}
        fields |= given
        if not fields["task"]:
            fields |= {"lane": None, "lease_expires_at": None}
        job = Job.objects.create(**fields)
        JobStatus.objects.create(job=job, seq=1, status_type=status, timestamp=now, attempt=job.attempt)
        return job

    return make
