"""No outcome is lost because the database was away, and none of them spoils it for the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DataError, InternalError, connection, transaction

from django_jobkit import Status
from django_jobkit.executors import ledger
from django_jobkit.models import Job
from django_jobkit.services.settle import settle_all
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.executors import tasks
from tests.tasks.gates import gates
from tests.tasks.jobs import add, gated

if TYPE_CHECKING:
    from django_jobkit.executors.engine import Engine
    from django_jobkit.executors.thread import ThreadExecutor


def demoted() -> Any:
    """Raise what Django makes of a server that takes no more writes."""
    raise InternalError("read-only") from type("DriverError", (Exception,), {"sqlstate": "25006"})()


@pytest.mark.parametrize("refuse", [tasks.no_database, demoted])
def test_an_outcome_is_kept_until_the_database_is_back(
    executor: ThreadExecutor, monkeypatch: pytest.MonkeyPatch, refuse: Any
) -> None:
    job = gated.submit(gate="default")
    assert gates["default"].entered.wait(10)
    tries: list[object] = []

    def away(runs: Any) -> Any:
        tries.append(runs)
        return refuse()

    with monkeypatch.context() as outage:
        outage.setattr(ledger, "settle_all", away)
        gates["default"].opened.set()
        wait_until(lambda: len(tries) >= 3)
        job.refresh_from_db()
        assert job.status == Status.RUNNING
    row = wait_for_job(job)
    assert (row.status, row.attempt, row.history_length) == (Status.COMPLETED, 1, 3)


def test_other_jobs_are_claimed_and_run_while_an_outcome_waits(
    executor: ThreadExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = gated.submit(gate="default")
    assert gates["default"].entered.wait(10)

    def choosy(runs: Any) -> list[bool]:
        if any(run.id == stuck.id for run, *_ in runs):
            tasks.no_database()
        return settle_all(runs)

    with monkeypatch.context() as outage:
        outage.setattr(ledger, "settle_all", choosy)
        gates["default"].opened.set()
        assert wait_for_job(add.submit(x=2)).status == Status.COMPLETED
    assert wait_for_job(stuck).status == Status.COMPLETED


def test_an_outcome_that_the_database_refuses_fails_its_job_alone(
    executor: ThreadExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = add.submit(x=13)
    wait_for_job(poison)
    monkeypatch.setattr(ledger, "settle_all", _refusing_the_result(13))
    jobs = [add.submit(x=number) for number in (11, 12, 13, 14)]
    rows = [wait_for_job(job) for job in jobs]
    assert [row.result for row in rows] == [11, 12, None, 14]
    assert rows[2].error == {
        "type": "OutcomeNotStored",
        "message": "The outcome could not be stored.",
        "code": "result_store_error",
    }


def test_what_nobody_expected_is_tried_once_more(executor: ThreadExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    surprises = [RuntimeError("once")]

    def surprising(runs: Any) -> list[bool]:
        if surprises:
            raise surprises.pop()
        return settle_all(runs)

    monkeypatch.setattr(ledger.Ledger, "try_at_once", lambda *_: False)
    monkeypatch.setattr(ledger, "settle_all", surprising)

    assert wait_for_job(add.submit(x=5)).result == 5
    assert not surprises


@pytest.mark.only_on("postgresql")
def test_a_row_that_the_host_has_locked_holds_up_no_other_job(engine: Engine) -> None:
    locked, neighbour = gated.submit(gate="locked"), gated.submit(gate="neighbour")
    assert gates["locked"].entered.wait(10)
    assert gates["neighbour"].entered.wait(10)
    with ThreadPoolExecutor(1) as host, transaction.atomic():
        Job.objects.select_for_update().get(pk=locked.pk)
        gates["locked"].opened.set()
        wait_until(lambda: any(run.outcome for run in engine.runs.unsettled()))
        gates["neighbour"].opened.set()
        jobs = [neighbour, *host.submit(submit_two).result()]
        wait_until(lambda: not Job.objects.unfinished().exclude(pk=locked.pk).exists(), within=8)
        assert Job.objects.get(pk=locked.pk).status == Status.RUNNING
    assert {wait_for_job(job).status for job in (locked, *jobs)} == {Status.COMPLETED}
    assert Job.objects.get(pk=locked.pk).attempt == 1


def submit_two() -> list[Job]:
    """Submit from a connection that is in no transaction."""
    try:
        return [add.submit(x=1), add.submit(x=2)]
    finally:
        connection.close()


def _refusing_the_result(refused: int) -> Any:
    def settle(runs: Any) -> list[bool]:
        if any(getattr(outcome, "result", None) == refused for _, outcome, _ in runs):
            raise DataError("refused")
        return settle_all(runs)

    return settle
