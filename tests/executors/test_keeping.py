"""While a handler runs, somebody else looks after its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from django_jobkit import Status
from django_jobkit.executors import keeper
from django_jobkit.models import Job
from django_jobkit.services.remove import remove_job
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.executors import tasks
from tests.executors.conftest import QUICK, running
from tests.tasks.gates import gates
from tests.tasks.jobs import gated, gated_politely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_jobkit.executors.engine import Engine
    from django_jobkit.executors.thread import ThreadExecutor


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    tasks.seen.clear()


@pytest.fixture
def short_lease(transactional_db: None) -> Iterator[Engine]:
    """An executor whose leases run out within a second."""
    with jobkit_settings(**{**QUICK, "LEASE": 1.0, "HEARTBEAT_INTERVAL": 0.2}), running() as engine:
        yield engine


def renewals_of(job: Job) -> set[object]:
    """The moments at which the lease of `job` was seen to run out."""
    moments: set[object] = set()

    def look() -> bool:
        moments.add(Job.objects.get(pk=job.pk).lease_expires_at)
        return len(moments) >= 4

    wait_until(look, within=5, what="A lease that is renewed three times")
    return moments


def test_the_lease_of_a_deaf_handler_is_renewed_for_as_long_as_it_runs(short_lease: Engine) -> None:
    job = gated.submit(gate="default")
    assert gates["default"].entered.wait(10)
    assert len(renewals_of(job)) >= 4
    gates["default"].opened.set()
    row = wait_for_job(job)
    assert (row.status, row.attempt) == (Status.COMPLETED, 1)


def test_progress_is_visible_while_the_handler_is_in_a_transaction(executor: ThreadExecutor) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: SQLite shows it after the commit")
    job = tasks.report_in_atomic.submit(gate="default")
    assert gates["default"].entered.wait(10)
    wait_until(lambda: Job.objects.get(pk=job.pk).progress["message"] == "inside", within=2)
    gates["default"].opened.set()
    assert wait_for_job(job).progress["percent"] == 30.0


@pytest.mark.only_on("postgresql", "mysql")
def test_a_handler_that_holds_the_lock_of_its_row_starves_nobody(short_lease: Engine) -> None:
    locking = tasks.checkpoint_in_atomic.submit(gate="locking")
    assert gates["locking"].entered.wait(10)
    other = gated.submit(gate="other")
    assert gates["other"].entered.wait(10)
    assert len(renewals_of(other)) >= 4
    for name in ("locking", "other"):
        gates[name].opened.set()
    assert wait_for_job(other).status == Status.COMPLETED
    row = wait_for_job(locking)
    assert (row.status, row.attempt) == (Status.COMPLETED, 1)


def test_a_job_that_somebody_else_took_is_stopped_here(executor: ThreadExecutor) -> None:
    job = tasks.outlive.submit(seconds=20)
    # RUNNING says that it is claimed; what is lost before its handler is entered has nobody to tell.
    assert gates["outlive"].entered.wait(10)
    Job.objects.filter(pk=job.pk).update(attempt=2, max_attempts=9, worker="somebody else")
    wait_until(lambda: tasks.seen == ["fenced"])
    job.refresh_from_db()
    assert (job.status, job.attempt, job.worker) == (Status.RUNNING, 2, "somebody else")


def test_a_job_that_was_deleted_behind_our_back_is_stopped(executor: ThreadExecutor) -> None:
    job = tasks.outlive.submit(seconds=20)
    # RUNNING says that it is claimed; what is lost before its handler is entered has nobody to tell.
    assert gates["outlive"].entered.wait(10)
    job.statuses.all().delete()
    Job.objects.filter(pk=job.pk).delete()
    wait_until(lambda: tasks.seen == ["fenced"])


@pytest.mark.only_on("postgresql", "mysql")
def test_a_worker_that_is_cut_off_from_the_database_stops_before_its_lease_ends(
    short_lease: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.outlive.submit(seconds=20)
    # RUNNING says that it is claimed; what is lost before its handler is entered has nobody to tell.
    assert gates["outlive"].entered.wait(10)
    for service in ("renew_leases", "look_at"):
        monkeypatch.setattr(keeper, service, tasks.no_database)
    run = short_lease.runs.running()[0]
    run.lease_until = run.renewed_at + 1.0
    wait_until(lambda: tasks.seen == ["fenced"], within=3)


@pytest.mark.only_on("sqlite")
def test_a_handler_that_keeps_the_only_lock_for_longer_than_its_lease_is_left_alone(short_lease: Engine) -> None:
    job = tasks.hold_the_lock.submit(seconds=2.0)
    row = wait_for_job(job)
    assert (row.status, row.attempt) == (Status.COMPLETED, 1)


def test_an_outage_of_the_database_that_is_shorter_than_the_lease_goes_unnoticed(
    executor: ThreadExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = gated_politely.submit(gate="default")
    assert gates["default"].entered.wait(10)
    calls: list[object] = []

    def away(job_ids: object) -> object:
        calls.append(job_ids)
        return tasks.no_database()

    with monkeypatch.context() as outage:
        outage.setattr(keeper, "look_at", away)
        wait_until(lambda: len(calls) >= 3)
    gates["default"].opened.set()
    assert wait_for_job(job).status == Status.COMPLETED
    remove_job(job)
