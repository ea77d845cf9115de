"""Jobs of every status, made by the services themselves, and rows that threads can see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from pytest_django.plugin import DjangoDbBlocker

from django_jobkit.models import Job, JobStatus
from django_jobkit.models.clock import DatabaseNow
from tests.services.databases import database as database  # noqa: PLC0414 - makes it a fixture
from tests.services.executors import CANCELS_HEARD, HEARD, EagerExecutor


@pytest.fixture(autouse=True)
def _jobkit(settings: Any) -> None:
    """An executor that only listens, so that jobs stay where the tests put them."""
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
    HEARD.clear()
    CANCELS_HEARD.clear()
    EagerExecutor.taken.clear()


@pytest.fixture
def committed(request: pytest.FixtureRequest, database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database in which commits are commits and threads meet; cheaper than flushing every table."""
    assert request.node.get_closest_marker("django_db") is None, "inside that transaction nothing commits"
    with django_db_blocker.unblock():
        yield
        JobStatus.objects.all().delete()
        Job.objects.all().delete()
        get_user_model().objects.all().delete()


@pytest.fixture
def expire() -> Any:
    """Let the lease of a job run out."""

    def run_out(job: Any) -> None:
        Job.objects.filter(pk=job.id).update(lease_expires_at=DatabaseNow() - timedelta(seconds=1))

    return run_out
