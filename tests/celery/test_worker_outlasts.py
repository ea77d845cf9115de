"""Workers go on, whatever stands in their queue and whatever becomes of their broker."""

from __future__ import annotations

import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from django_jobkit import Status
from django_jobkit.executors.celery import outages
from django_jobkit.testing.waiting import wait_for_job
from tests.celery.brokers import URLS, Channel, Gate
from tests.celery.conftest import submitting
from tests.celery.workers import running
from tests.processes import jobs
from tests.tasks.jobs import add

slow = pytest.mark.slow
BODIES: list[Any] = [
    [],
    5,
    None,
    "text",
    [1, 2, 3],
    [[], {}],
    [{}, [], {}],
    [[], {}, []],
    {},
    {"args": 5},
    [["x"], {}, None],
]


def _publish(channel: Channel, body: Any) -> None:
    with channel.app.connection() as connection, channel.app.amqp.Producer(connection) as producer:
        headers = {"task": "jobkit.run", "id": "odd", "lang": "py", "argsrepr": "", "kwargsrepr": ""}
        producer.publish(body, serializer="json", exchange="", routing_key=channel.queue, headers=headers)


@slow
def test_no_message_stops_a_worker(transactional_db: None, channel: Channel) -> None:
    with submitting(channel) as executor, running(channel, "threads") as worker:
        for body in BODIES:
            _publish(channel, body)
        job = add.submit(x=1, y=2)
        assert executor.flush(20)
        assert wait_for_job(job, within=30).status == Status.COMPLETED
        assert worker.popen.poll() is None
        worker.send(signal.SIGTERM)
        worker.exit_code(30)


@slow
@pytest.mark.requires_redis
def test_redis_may_go_away_with_messages_in_the_hands_of_a_worker(transactional_db: None, tmp_path: Path) -> None:
    gate = Gate(URLS["redis"])
    behind = Channel(gate.url)
    opened = tmp_path / "opened"
    try:
        with submitting(behind), running(behind, "prefork") as worker:
            held = [jobs.hold.submit(until=str(opened), deaf=False) for _ in range(6)]
            worker.began(2)
            gate.be("reset")
            gate.cut()
            worker.says("lost")
            opened.touch()
            gate.be("pass")
            assert {wait_for_job(job, within=60).status for job in held} == {Status.COMPLETED}
            assert worker.popen.poll() is None
    finally:
        Channel(URLS["redis"], behind.queue).delete()
        gate.close()


def test_a_connection_that_cannot_be_closed_is_let_go() -> None:
    def close() -> None:
        raise AttributeError("'NoneType' object has no attribute 'hostname'")

    connection = SimpleNamespace(close=close)
    outages.survive_closing(connection)
    connection.close()


@pytest.mark.parametrize(("given", "kept"), [(100, None), (7, 7), (None, None)])
def test_a_worker_looks_for_its_broker_for_as_long_as_it_takes(given: int | None, kept: int | None) -> None:
    conf = SimpleNamespace(broker_connection_max_retries=given)
    outages.outlast(conf, "prefork")
    assert conf.broker_connection_max_retries == kept
