"""What the broker lost is announced again, and what it has is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.db.models import F

from django_jobkit.core.executor import Hint
from django_jobkit.executors import told
from django_jobkit.executors.celery import redelivery
from django_jobkit.executors.celery.executor import CeleryExecutor
from django_jobkit.executors.celery.redelivery import Hearing, Redelivery
from django_jobkit.models import Job
from django_jobkit.services.claim import claim_job
from django_jobkit.services.submit_many import submit_many
from django_jobkit.testing.plugin import jobkit_settings
from tests.celery.brokers import Channel, address, free_port
from tests.celery.conftest import submitting
from tests.tasks.jobs import add

PATIENCE = 20.0


class Clock:
    """A monotonic clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(told, "time", clock)
    monkeypatch.setattr(redelivery, "time", clock)
    return clock


@pytest.fixture
def worker(executor: CeleryExecutor, channel: Channel) -> Iterator[Redelivery]:
    """The redelivery of a worker that consumes the default queue, and nothing else."""
    channel.app.amqp.queues.select([channel.queue])
    worker = Redelivery(channel.app, executor.dispatch)
    yield worker
    worker.close()


def waiting(number: int, *, seconds: float = 60.0, queue: str = "default") -> list[str]:
    """Submit so many jobs that have waited for `seconds`; their hints are under way."""
    with jobkit_settings(BULK_LIMIT=20_000):
        ids = submit_many([add.using(queue=queue).request(x=1, y=number) for number in range(number)])
    Job.objects.filter(pk__in=ids).update(updated_at=F("updated_at") - timedelta(seconds=seconds))
    return [str(pk) for pk in ids]


def test_due_jobs_are_announced_again_after_a_purge(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel
) -> None:
    jobs = waiting(20)
    assert executor.flush(PATIENCE)
    assert channel.ids() == jobs
    assert worker.turn() < 1.0
    assert executor.flush(PATIENCE)
    assert channel.ids() == jobs


def test_a_backlog_is_left_alone_however_often_it_is_looked_at(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel, clock: Clock
) -> None:
    waiting(40, seconds=30)
    assert executor.flush(PATIENCE)
    for _ in range(10):
        assert worker.turn() > 1.0
        clock.now += 5
    assert executor.flush(PATIENCE)
    assert channel.depth() == 40


def test_only_what_is_missing_is_announced(worker: Redelivery, executor: CeleryExecutor, channel: Channel) -> None:
    jobs = waiting(40, seconds=30)
    assert executor.flush(PATIENCE)
    assert channel.ids(most=15) == jobs[:15]
    worker.turn()
    assert executor.flush(PATIENCE)
    assert channel.ids() == jobs[15:] + jobs[:15]


def test_jobs_that_have_only_just_come_are_left_alone(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel
) -> None:
    waiting(5, seconds=0)
    assert executor.flush(PATIENCE)
    channel.take()
    assert worker.turn() > 1.0
    assert executor.flush(PATIENCE)
    assert channel.depth() == 0


def test_jobs_that_wait_in_the_workers_own_hands_are_asked_for_less_and_less(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel, clock: Clock
) -> None:
    waiting(3)
    assert executor.flush(PATIENCE)
    announced = 0
    for _ in range(120):
        assert executor.flush(PATIENCE)
        # Prefetched, not claimed.
        announced += len(channel.take())
        worker.turn()
        clock.now += 5
    # In ten minutes: at once, four times after 5, and then after 5, 10, 20 and so on.
    assert 3 * 8 <= announced <= 3 * 13


def test_others_lanes_are_left_to_others(worker: Redelivery, executor: CeleryExecutor, channel: Channel) -> None:
    elsewhere = f"{channel.queue}-elsewhere"
    channel.used.add(elsewhere)
    waiting(3, queue=elsewhere)
    assert executor.flush(PATIENCE)
    assert len(channel.ids(elsewhere)) == 3
    worker.turn()
    assert executor.flush(PATIENCE)
    assert channel.ids(elsewhere) == []


def test_messages_of_others_hide_a_loss_only_for_a_while(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel
) -> None:
    jobs = waiting(20, seconds=30)
    assert executor.flush(PATIENCE)
    channel.take()
    for number in range(30):
        channel.app.send_task("of.the.host", args=[number])
    worker.turn()
    assert executor.flush(PATIENCE)
    assert channel.depth() == 30
    Job.objects.update(updated_at=F("updated_at") - timedelta(seconds=60))
    worker.turn()
    assert executor.flush(PATIENCE)
    assert channel.ids()[30:] == jobs[:5]


@pytest.mark.slow
def test_a_flushed_broker_is_refilled_as_it_is_drained(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel
) -> None:
    total = 1200
    jobs = set(waiting(total))
    assert executor.flush(PATIENCE)
    assert len(channel.take()) == total
    looks = 0
    heard: list[str] = []
    deepest = 0
    while Job.objects.filter(status="PENDING").exists():
        looks += 1
        assert looks < 30
        worker.turn()
        assert executor.flush(PATIENCE)
        deepest = max(deepest, channel.depth())
        heard += (batch := channel.ids(most=300))
        Job.objects.filter(pk__in=batch).update(status="CANCELLED", lane=None, finished_at=F("created_at"))
    assert set(heard) == jobs
    assert len(heard) <= 1.2 * total
    assert deepest <= 500


@pytest.mark.slow
def test_a_slow_drain_makes_no_duplicates(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel, clock: Clock
) -> None:
    total = 300
    waiting(total)
    assert executor.flush(PATIENCE)
    channel.take()
    heard: list[str] = []
    with jobkit_settings(BATCH=50):
        for _ in range(60):
            worker.turn()
            assert executor.flush(PATIENCE)
            heard += (batch := channel.ids(most=10))
            Job.objects.filter(pk__in=batch).update(status="CANCELLED", lane=None, finished_at=F("created_at"))
            # Long after the first pauses are over.
            clock.now += 30
    assert not Job.objects.filter(status="PENDING").exists()
    assert len(heard) <= total + 50


def test_two_workers_that_look_at_once_only_say_it_twice(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel
) -> None:
    jobs = waiting(10)
    assert executor.flush(PATIENCE)
    channel.take()
    colleague = Redelivery(channel.app, executor.dispatch)
    worker.turn()
    colleague.turn()
    colleague.close()
    assert executor.flush(PATIENCE)
    heard = channel.ids()
    assert set(heard) == set(jobs)
    assert len(heard) <= 20
    for _ in range(2):
        won = [job for job in jobs if claim_job(Job.objects.get(pk=job).pk, "w") is not None]
        jobs = [] if won else jobs
    assert Job.objects.filter(attempt=1, status="RUNNING").count() == 10


def test_an_unknown_depth_makes_it_careful(
    worker: Redelivery, executor: CeleryExecutor, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = waiting(30)
    assert executor.flush(PATIENCE)
    channel.take()
    monkeypatch.setattr(worker, "_depth", lambda queue: None)
    for _ in range(3):
        worker.turn()
    assert executor.flush(PATIENCE)
    assert channel.ids() == jobs[:5]


def test_what_it_remembers_is_bounded(transactional_db: None, clock: Clock) -> None:
    memory = told.Told()
    with jobkit_settings(BATCH=2):
        from uuid import uuid4

        from django_jobkit.services.waiting import Waiting

        for _ in range(100):
            assert memory.choose([Waiting(Hint(uuid4(), "default"), 60.0)], 1)
        assert len(memory._jobs) == 16


def test_a_broker_that_is_away_is_bounded_and_told_by_an_error(transactional_db: None, channel: Channel) -> None:
    away = channel.at(address(channel.url, free_port()))
    away.app.amqp.queues.select([away.queue])
    told_of: list[Sequence[Hint]] = []
    with submitting(channel):
        waiting(2)
    with pytest.raises(Exception, match="refused"):
        Redelivery(away.app, told_of.append).turn()
    assert told_of == []


def test_a_worker_that_hears_nothing_while_messages_wait_says_so_once(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    hearing = Hearing()
    for _ in range(40):
        hearing.judge(7)
        clock.now += 5
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert "restart the worker" in caplog.text
    hearing.judge(0)
    hearing.judge(7)
    assert len(caplog.records) == 1
