"""Whatever a service, an admin or a stranger with SQL tries: an impossible row is refused by the database itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import F

from django_jobkit.core.ids import new_job_id
from django_jobkit.core.status import Status
from django_jobkit.models import Job, JobStatus

pytestmark = pytest.mark.django_db
# Always the same, for it is part of the tests' names.
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ERROR = {"type": "E", "message": "m", "code": "c"}
#: A possible executed job of every status.
POSSIBLE: dict[str, dict[str, Any]] = {
    "PENDING": {"lane": "default"},
    "RUNNING": {"attempt": 1, "lease_expires_at": NOW, "started_at": NOW},
    "COMPLETED": {"attempt": 1, "finished_at": NOW, "result": 1},
    "FAILED": {"attempt": 1, "finished_at": NOW, "error": ERROR},
    "CANCELLED": {"finished_at": NOW},
}


def new_job(status: str, **columns: Any) -> Job:
    given = {"task": "tests.add", "name": "n", "created_at": NOW, "updated_at": NOW, "status": status}
    return Job.objects.create(**{**given, **POSSIBLE[status], **columns})


def refuses(job: Job, **changes: Any) -> bool:
    try:
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**changes)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("status", Status)
def test_possible_rows_are_taken(status: str) -> None:
    assert new_job(status).pk is not None


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        ("PENDING", {"status": "RUNNING"}),
        ("PENDING", {"status": "COMPLETED"}),
        ("PENDING", {"status": "CANCELLED"}),
        ("PENDING", {"finished_at": NOW}),
        ("PENDING", {"result": 1}),
        ("PENDING", {"error": ERROR}),
        ("PENDING", {"lease_expires_at": NOW}),
        ("PENDING", {"parked_until": NOW}),
        ("PENDING", {"attempt": 2}),
        ("PENDING", {"attempt": F("attempt") - 1}),
        ("RUNNING", {"status": "PENDING"}),
        ("RUNNING", {"status": "FAILED", "finished_at": NOW, "error": ERROR}),
        ("RUNNING", {"status": "COMPLETED", "finished_at": NOW}),
        ("RUNNING", {"lease_expires_at": None}),
        ("RUNNING", {"lane": "default"}),
        ("RUNNING", {"parked_until": NOW}),
        ("RUNNING", {"result": 1}),
        ("RUNNING", {"error": ERROR}),
        ("RUNNING", {"finished_at": NOW}),
        ("COMPLETED", {"finished_at": None}),
        ("COMPLETED", {"error": ERROR}),
        ("COMPLETED", {"status": "FAILED"}),
        ("COMPLETED", {"status": "CANCELLED"}),
        ("COMPLETED", {"lane": "default"}),
        ("COMPLETED", {"lease_expires_at": NOW}),
        ("FAILED", {"error": None}),
        ("FAILED", {"result": 1}),
        ("FAILED", {"status": "COMPLETED"}),
        ("FAILED", {"status": "PENDING"}),
        ("FAILED", {"status": "PENDING", "finished_at": None}),
        ("CANCELLED", {"result": 1}),
        ("CANCELLED", {"error": ERROR}),
        ("CANCELLED", {"finished_at": None}),
        ("CANCELLED", {"parked_until": NOW}),
    ],
    ids=str,
)
def test_impossible_changes_are_refused(status: str, changes: dict[str, Any]) -> None:
    assert refuses(new_job(status), **changes)


def test_a_tracked_job_never_has_a_lease() -> None:
    tracked = new_job("RUNNING", task="", lease_expires_at=None)

    assert refuses(tracked, lease_expires_at=NOW, status="PENDING")


def test_keys_are_unique_where_there_are_any() -> None:
    new_job("PENDING")
    new_job("PENDING", idempotency_hash="h", unique_hash="u")
    other = new_job("PENDING")

    assert refuses(other, idempotency_hash="h")
    assert refuses(other, unique_hash="u")
    assert not refuses(other, idempotency_hash="u", unique_hash="h")


def test_a_number_occurs_once_in_a_history() -> None:
    job = new_job("PENDING")
    row = {"job": job, "status_type": "PENDING", "timestamp": NOW}
    JobStatus.objects.create(seq=1, **row)

    with pytest.raises(IntegrityError), transaction.atomic():
        JobStatus.objects.create(seq=1, **row)
    JobStatus.objects.create(seq=2, **row)


def test_history_needs_its_job() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        JobStatus.objects.create(job_id=new_job_id(), seq=1, status_type="PENDING", timestamp=NOW)
        from django.db import connection

        connection.check_constraints()


def test_names_fit_every_database_and_no_migration_is_needed_for_a_new_status() -> None:
    for model in (Job, JobStatus):
        named = [*model._meta.indexes, *model._meta.constraints]
        assert all(len(item.name) <= 30 for item in named)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and field.choices:
                assert field.deconstruct()[3]["choices"].__name__ == "status_choices"
