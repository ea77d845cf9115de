"""Brokers that are away, hang or break: whoever submits never meets them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from django_jobkit.core.executor import Hint
from django_jobkit.executors.celery.courier import Courier
from django_jobkit.models import Job
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_until
from tests.celery.brokers import Channel, Gate, address, free_port
from tests.celery.conftest import submitting
from tests.tasks.jobs import add

PATIENCE = 20.0
TIMEOUT = 0.5


@pytest.fixture(autouse=True)
def _impatient() -> Iterator[None]:
    """One exchange with the broker takes half a second at most."""
    with jobkit_settings(PUBLISH_TIMEOUT=TIMEOUT):
        yield


@pytest.fixture(params=["refused", "silent", "reset"])
def broken(request: pytest.FixtureRequest, channel: Channel) -> Iterator[Channel]:
    """A broker that takes nothing, in each way there is."""
    if request.param == "refused":
        yield channel.at(address(channel.url, free_port()))
        return
    gate = Gate(channel.url, mode=request.param)
    yield channel.at(gate.url)
    gate.close()


class Paused:
    """Holds the publisher where it would meet the broker, and writes down which threads came there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = threading.Event()
        self.threads: set[str] = set()
        deliver = Courier.deliver

        def hold(courier: Courier, hints: Sequence[Hint]) -> None:
            self.threads.add(threading.current_thread().name)
            self.go_on.wait(PATIENCE)
            deliver(courier, hints)

        monkeypatch.setattr(Courier, "deliver", hold)


def test_no_submit_meets_the_broker(transactional_db: None, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    paused = Paused(monkeypatch)
    with submitting(channel) as executor:
        jobs = [add.submit(x=number, y=1) for number in range(50)]
        assert executor.health().details["backlog"] == 50
        wait_until(lambda: paused.threads)
        assert paused.threads == {"jobkit-publisher"}
        paused.go_on.set()
        assert executor.flush(PATIENCE)
        assert channel.ids() == [str(job.pk) for job in jobs]


def test_a_broken_broker_is_told_of_once_and_keeps_the_hints_waiting(
    transactional_db: None, broken: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    with submitting(broken) as executor:
        for number in range(50):
            add.submit(x=number, y=1)
        assert Job.objects.count() == 50
        began_at = time.monotonic()
        assert not executor.flush(PATIENCE)
        # A dead connection is tried once more, and RabbitMQ's handshake has more than one exchange.
        assert time.monotonic() - began_at < PATIENCE
        wait_until(lambda: executor._publisher.retries.failures >= 3, PATIENCE)  # type: ignore[union-attr]
        health = executor.health()
        assert not health.healthy
        assert health.details["backlog"] == 50
        assert health.details["failing_for_seconds"] >= 0
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert "Jobs are safe" in caplog.text


def test_hints_are_sent_when_the_broker_comes_back(
    transactional_db: None, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    with submitting(channel.at(address(channel.url, port))) as executor:
        jobs = [add.submit(x=number, y=1) for number in range(5)]
        wait_until(lambda: not executor.health().healthy, PATIENCE)
        gate = Gate(channel.url, port)
        wait_until(lambda: executor.health().healthy, PATIENCE)
        assert executor.flush(PATIENCE)
        assert channel.ids() == [str(job.pk) for job in jobs]
    gate.close()


def test_an_old_connection_that_broke_is_replaced_without_a_word(
    transactional_db: None, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate(channel.url)
    with submitting(channel.at(gate.url)) as executor:
        sent = []
        for _ in range(3):
            sent.append(add.submit(x=1, y=1))
            assert executor.flush(PATIENCE)
            gate.cut()
        assert executor.health().healthy
        assert set(channel.ids()) == {str(job.pk) for job in sent}
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []
    gate.close()


def test_a_broker_that_hangs_later_loses_no_hint(transactional_db: None, channel: Channel) -> None:
    gate = Gate(channel.url)
    with submitting(channel.at(gate.url)) as executor:
        first = add.submit(x=1, y=1)
        assert executor.flush(PATIENCE)
        gate.be("silent")
        second = add.submit(x=2, y=1)
        wait_until(lambda: not executor.health().healthy, PATIENCE)
        gate.be("pass")
        wait_until(lambda: executor.health().healthy, PATIENCE)
        assert executor.flush(PATIENCE)
        # Whether it heard the first try nobody can know.
        assert set(channel.ids()) == {str(first.pk), str(second.pk)}
    gate.close()


def test_the_backlog_is_bounded_and_says_so_once(
    transactional_db: None, channel: Channel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    paused = Paused(monkeypatch)
    with jobkit_settings(PUBLISH_BACKLOG=3, PUBLISH_TIMEOUT=TIMEOUT), submitting(channel) as executor:
        jobs = [add.submit(x=number, y=1) for number in range(6)]
        assert executor.health().details["backlog"] == 3
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        paused.go_on.set()
        assert executor.flush(PATIENCE)
        assert channel.ids() == [str(job.pk) for job in jobs[:3]]
        again = add.submit(x=1, y=1)
        assert executor.flush(PATIENCE)
        assert channel.ids() == [str(again.pk)]


def test_an_outage_wakes_the_publisher_by_the_clock_alone(
    transactional_db: None, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Any] = []

    def fail(courier: Courier, hints: Sequence[Hint]) -> None:
        tries.append(len(hints))
        raise ConnectionError("gone")

    monkeypatch.setattr(Courier, "deliver", fail)
    with submitting(channel) as executor:
        for number in range(200):
            add.submit(x=number, y=1)
        assert len(tries) < 50
        assert len(executor._publisher or ()) == 200
