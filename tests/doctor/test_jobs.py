"""What the doctor finds among the jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jobkit.core.executor import get_executor
from django_jobkit.doctor import Finding, Severity, engine, queue, rows
from django_jobkit.models import Job, JobStatus

MakeJob = Callable[..., Job]
HOUR = timedelta(hours=1)


def codes(findings: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def everything() -> set[str]:
    examinations = (
        queue.stuck_jobs,
        queue.unregistered_tasks,
        rows.out_of_reach,
        rows.keys_not_released,
        rows.histories,
    )
    return {code for examination in examinations for code in codes(examination())}


def test_healthy_jobs_are_left_in_peace(make_job: MakeJob) -> None:
    make_job("PENDING")
    make_job("PENDING", lane=None, parked_until=timezone.now() + HOUR)
    make_job("RUNNING", unique_hash="x")
    make_job("COMPLETED")
    make_job("PENDING", task="", lane=None)
    make_job("RUNNING", task="", lease_expires_at=None, started_at=timezone.now() - 9 * HOUR)
    assert everything() == set()


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("stuck_lease", {"status": "RUNNING", "lease_expires_at": -HOUR}),
        ("stuck_overdue", {"lane": None, "parked_until": -HOUR}),
        ("stuck_waiting", {"updated_at": -2 * HOUR}),
        ("stuck_deaf", {"status": "RUNNING", "cancel_requested_at": -HOUR}),
        ("unregistered_tasks", {"task": "gone.away"}),
        ("out_of_reach", {"lane": None}),
        ("key_not_released", {"status": "COMPLETED", "unique_hash": "x"}),
        ("history_disagrees", {"history_length": 2}),
    ],
)
def test_each_illness_is_found(make_job: MakeJob, code: str, fields: dict[str, Any]) -> None:
    now = timezone.now()
    make_job(**{name: now + value if isinstance(value, timedelta) else value for name, value in fields.items()})
    assert everything() == {code}


def test_a_history_that_ends_in_another_status_is_found(make_job: MakeJob) -> None:
    job = make_job("RUNNING")
    JobStatus.objects.update(status_type="COMPLETED")
    (finding,) = rows.histories()
    assert str(job.pk) in finding.what


def test_a_history_with_a_gap_is_found(make_job: MakeJob) -> None:
    job = make_job("RUNNING", history_length=3)
    JobStatus.objects.create(job=job, seq=3, status_type="RUNNING", timestamp=timezone.now())
    assert codes(rows.histories()) == {"history_disagrees"}


def test_a_lost_worker_is_no_deaf_handler(make_job: MakeJob) -> None:
    long_ago = timezone.now() - HOUR
    make_job("RUNNING", lease_expires_at=long_ago, cancel_requested_at=long_ago)
    assert codes(queue.stuck_jobs()) == {"stuck_lease"}


def test_many_are_counted_no_further_than_the_sample(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "SAMPLE", 2)
    for _ in range(5):
        make_job("RUNNING", lease_expires_at=timezone.now() - HOUR)
    (finding,) = queue.stuck_jobs()
    assert finding.what.startswith("Over 2 jobs are RUNNING with an expired lease: ")
    assert finding.severity == Severity.PROBLEM


def test_an_executor_that_never_looks_is_told_of_waiting_jobs(make_job: MakeJob, settings: Any) -> None:
    assert codes(engine.nobody_looks()) == set()
    make_job("PENDING")
    assert codes(engine.nobody_looks()) == {"nobody_looks"}
    settings.JOBKIT = {"EXECUTOR": "thread"}
    assert codes(engine.nobody_looks()) == set()


def test_an_executor_that_cannot_take_work_says_so(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.doctor.executors.Broken"}
    assert get_executor().health().healthy is False
    (finding,) = engine.unhealthy()
    assert "broker: gone" in finding.what
    settings.JOBKIT = {"EXECUTOR": "no.such.Executor"}
    assert list(engine.unhealthy()) == []
