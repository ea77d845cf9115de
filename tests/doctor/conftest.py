"""Rows that no service would write, for the doctor to find."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from django_jobkit.models import Job, JobStatus


@pytest.fixture
def make_job(db: None) -> Callable[..., Job]:
    """Writes a job and the one row of its history."""

    def make(status: str = "PENDING", **given: Any) -> Job:
        now = timezone.now()
        fields: dict[str, Any] = {"name": "x", "task": "tests.add", "status": status, "history_length": 1}
        fields |= {"created_at": now, "updated_at": now}
        if status == "PENDING":
            fields["lane"] = "default"
        if status == "RUNNING":
            fields |= {"attempt": 1, "lease_expires_at": now + timedelta(seconds=30)}
        if status in {"COMPLETED", "CANCELLED"}:
            fields["finished_at"] = now
        job = Job.objects.create(**fields | given)
        JobStatus.objects.create(job=job, seq=1, status_type=status, timestamp=now)
        return job

    return make


@pytest.fixture
def database_options(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the database's settings look as if they had these options."""

    def change(**options: Any) -> None:
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)

    return change
