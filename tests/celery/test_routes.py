"""Where hints go: queues and priorities, there and back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from celery.exceptions import QueueNotFound
from kombu import Queue

from django_jobkit.core.executor import Hint
from django_jobkit.executors.celery.routes import celery_queue, message_options, serves
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_until
from tests.celery.brokers import Channel
from tests.celery.conftest import submitting
from tests.tasks.jobs import add


def app_with(**settings: Any) -> Celery:
    app = Celery("routes", set_as_current=False)
    app.conf.update(task_default_queue="main", **settings)
    return app


def priority(app: Celery, driver: str, wanted: int, queue: str = "default") -> int | None:
    return message_options(app, driver, Hint(uuid4(), queue, wanted)).get("priority")


def test_the_default_queue_is_the_apps_and_others_keep_their_names() -> None:
    app = app_with()
    assert celery_queue(app, "default") == "main"
    assert celery_queue(app, "mail") == "mail"
    with jobkit_settings(CELERY_QUEUES={"default": "jobs", "video": "slow"}):
        assert [celery_queue(app, queue) for queue in ("default", "video", "mail")] == ["jobs", "slow", "mail"]


def test_a_worker_serves_the_lanes_of_the_queues_it_consumes() -> None:
    app = app_with()
    app.amqp.queues.select(["main", "slow"])
    with jobkit_settings(CELERY_QUEUES={"video": "slow", "sound": "slow"}):
        assert [queue for queue in ("default", "video", "sound", "slow", "mail", "main") if serves(app, queue)] == [
            "default",
            "video",
            "sound",
            "slow",
            "main",
        ]


def test_rabbitmq_gets_no_priority_for_a_queue_that_has_none() -> None:
    assert priority(app_with(), "amqp", 7) is None


@pytest.mark.parametrize(("wanted", "given"), [(-100, 0), (-5, 0), (-1, 4), (0, 5), (1, 6), (5, 10), (100, 10)])
def test_rabbitmq_gets_one_step_for_each_of_ours(wanted: int, given: int) -> None:
    assert priority(app_with(task_queue_max_priority=10), "amqp", wanted) == given
    app = app_with(task_queues=[Queue("main", max_priority=10), Queue("plain")])
    assert priority(app, "amqp", wanted) == given
    assert priority(app, "amqp", wanted, "plain") is None


def test_quorum_queues_know_normal_and_high() -> None:
    app = app_with(task_queues=[Queue("main", queue_arguments={"x-queue-type": "quorum"})])
    assert [priority(app, "amqp", wanted) for wanted in (-3, 0, 3)] == [None, None, 5]


@pytest.mark.parametrize(("wanted", "given"), [(-100, 9), (-1, 9), (0, 6), (1, 3), (2, 0), (100, 0)])
def test_redis_serves_the_lowest_first(wanted: int, given: int) -> None:
    assert priority(app_with(), "redis", wanted) == given


def test_redis_may_have_other_steps() -> None:
    app = app_with(broker_transport_options={"priority_steps": list(range(10))})
    assert [priority(app, "redis", wanted) for wanted in (-4, -1, 0, 1, 5, 6)] == [9, 6, 5, 4, 0, 0]


def test_other_brokers_get_no_priority() -> None:
    assert priority(app_with(), "sqs", 7) is None


def test_a_queue_that_may_not_be_made_is_said_to_be_missing() -> None:
    with pytest.raises(QueueNotFound, match="mail"):
        message_options(app_with(task_create_missing_queues=False), "amqp", Hint(uuid4(), "mail"))


def test_higher_is_taken_first_from_either_broker(transactional_db: None, channel: Channel) -> None:
    channel.app.conf.task_queue_max_priority = 10
    with submitting(channel) as executor:
        order = [str(add.using(priority=wanted).submit(x=1, y=1).pk) for wanted in (-1, 0, 2)]
        assert executor.flush(10)
        wait_until(lambda: channel.depth() == 3)
        assert channel.ids() == order[::-1]
