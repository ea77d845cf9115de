"""Which job is next, and how many there are at a time."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.utils import timezone

from django_jobkit import Status
from django_jobkit.executors.thread import ThreadExecutor
from django_jobkit.models import Job
from django_jobkit.services.lanes import Lanes
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.executors import tasks
from tests.executors.conftest import running
from tests.tasks.gates import gates
from tests.tasks.jobs import add, gated

if TYPE_CHECKING:
    from django_jobkit.executors.engine import Engine
    from django_jobkit.services.claim import ClaimedJob


@pytest.fixture(autouse=True)
def _no_order() -> None:
    tasks.order.clear()


def hold(name: str = "held") -> Job:
    """Occupy a slot until the gate opens."""
    job = gated.submit(gate=name)
    assert gates[name].entered.wait(10)
    return job


def test_higher_priority_runs_first_and_then_the_older(one_at_a_time: Engine) -> None:
    hold()
    jobs = [tasks.note.using(priority=priority).submit(label=f"{priority}") for priority in (0, 5, 0, -3, 9)]
    gates["held"].opened.set()
    for job in jobs:
        wait_for_job(job)
    assert tasks.order == ["9", "5", "0", "0", "-3"]


def test_a_long_queue_does_not_keep_a_short_one_waiting(one_at_a_time: Engine) -> None:
    hold()
    crowd = [tasks.note.using(queue="crowded").submit(label="many") for _ in range(30)]
    tasks.note.using(queue="quiet").submit(label="single")
    gates["held"].opened.set()
    for job in crowd:
        wait_for_job(job)
    assert tasks.order.index("single") <= 3


def test_no_more_jobs_are_claimed_than_can_run(transactional_db: None, quick_settings: None) -> None:
    with running(concurrency=2):
        jobs = [gated.submit(gate=str(number)) for number in range(5)]
        assert gates["0"].entered.wait(10)
        assert gates["1"].entered.wait(10)
        assert Job.objects.filter(status=Status.RUNNING).count() == 2
        for number in range(5):
            gates[str(number)].opened.set()
        assert {wait_for_job(job).attempt for job in jobs} == {1}


def test_only_the_queues_that_were_asked_for_are_served(transactional_db: None, quick_settings: None) -> None:
    with running(queues=["mine"]):
        other = add.using(queue="theirs").submit(x=1)
        assert wait_for_job(add.using(queue="mine").submit(x=1)).status == Status.COMPLETED
        other.refresh_from_db()
        assert other.status == Status.PENDING


def test_a_job_whose_hint_was_lost_is_found_all_the_same(
    executor: ThreadExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_job(add.submit(x=1))
    monkeypatch.setattr(ThreadExecutor, "dispatch", lambda self, job_ids: None)
    assert wait_for_job(add.submit(x=1), within=2).status == Status.COMPLETED


def test_a_job_starts_when_it_is_due_and_not_at_the_next_poll(transactional_db: None, quick_settings: None) -> None:
    with running(poll_interval=30.0):
        due = timezone.now() + timedelta(seconds=0.6)
        job = wait_for_job(tasks.note.using(run_after=due).submit(label="due"))
        assert job.started_at is not None
        assert timedelta(0) <= job.started_at - due < timedelta(seconds=0.3)


def test_a_full_house_waits_for_a_slot_and_does_not_spin(
    one_at_a_time: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold()
    waiting = add.submit(x=1)
    turns: list[float] = []
    turn = one_at_a_time.dispatcher.turn
    monkeypatch.setattr(one_at_a_time.dispatcher, "turn", lambda: turns.append(0.0) or turn())
    one_at_a_time.maintenance.join(time.monotonic() + 1.0)
    assert len(turns) < 20
    gates["held"].opened.set()
    assert wait_for_job(waiting).status == Status.COMPLETED, "and notices when one is free"


def test_a_claim_whose_answer_was_lost_is_given_back_at_once_and_uncharged(
    transactional_db: None, quick_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = Lanes.claim

    def lose_the_answer(lanes: Lanes, limit: int) -> list[ClaimedJob]:
        if claim(lanes, limit):
            monkeypatch.setattr(Lanes, "claim", claim)
            raise OperationalError("the connection was lost after the commit")
        return []

    # Before the engine starts, lest a look that is under way brings the job without being lost.
    monkeypatch.setattr(Lanes, "claim", lose_the_answer)
    with running(concurrency=1) as engine:
        monkeypatch.setattr(engine.dispatcher, "reserve", lambda queue: False)
        row = wait_for_job(add.using(max_attempts=1).submit(x=5), within=10)
    assert (row.status, row.result, row.attempt, row.max_attempts) == (Status.COMPLETED, 5, 2, 2)


def test_a_burst_of_jobs_runs_each_once(executor: ThreadExecutor) -> None:
    jobs = [add.submit(x=number) for number in range(100)]
    wait_until(lambda: not Job.objects.unfinished().exists())
    rows = Job.objects.in_bulk([job.pk for job in jobs])
    assert {(row.attempt, row.history_length) for row in rows.values()} == {(1, 3)}
    assert [rows[job.pk].result for job in jobs] == list(range(100))
