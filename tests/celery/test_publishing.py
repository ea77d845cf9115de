"""What a submit tells the broker, and when."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from django_jobkit import Status
from django_jobkit.core.executor import Hint
from django_jobkit.models import Job
from django_jobkit.services.submit_many import submit_many
from django_jobkit.testing.waiting import wait_until
from tests.celery.brokers import Channel
from tests.celery.conftest import submitting
from tests.tasks.jobs import add

if TYPE_CHECKING:
    from django_jobkit.executors.celery.executor import CeleryExecutor

PATIENCE = 10.0


def test_a_submit_is_announced_once_it_is_committed(executor: CeleryExecutor, channel: Channel) -> None:
    with transaction.atomic():
        job = add.submit(x=1, y=2)
        assert executor.flush(PATIENCE)
        assert channel.ids() == []
    assert executor.flush(PATIENCE)
    assert channel.ids() == [str(job.pk)]


def test_a_rollback_announces_nothing(executor: CeleryExecutor, channel: Channel) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add.submit(x=1, y=2)
        raise ZeroDivisionError
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            add.submit(x=3, y=4)
            raise ZeroDivisionError
        kept = add.submit(x=5, y=6)
    assert executor.flush(PATIENCE)
    assert channel.ids() == [str(kept.pk)]


def test_a_message_is_json_and_has_the_id_alone(executor: CeleryExecutor, channel: Channel) -> None:
    channel.app.conf.update(task_serializer="pickle", accept_content=["json", "pickle"])
    job = add.submit(x=1, y=2)
    assert executor.flush(PATIENCE)
    (message,) = channel.take()
    assert message.content_type == "application/json"
    args, kwargs, _ = json.loads(message.body)
    assert (args, kwargs) == ([str(job.pk)], {})
    headers = message.headers
    assert (headers["task"], headers["eta"], headers["expires"], headers["retries"]) == ("jobkit.run", None, None, 0)
    assert headers["ignore_result"] is True


def test_a_job_that_is_not_due_is_not_announced(executor: CeleryExecutor, channel: Channel) -> None:
    add.using(run_after=timezone.now() + timedelta(hours=1)).submit(x=1, y=2)
    due = add.submit(x=1, y=2)
    assert executor.flush(PATIENCE)
    assert channel.ids() == [str(due.pk)]


def test_many_are_announced_in_their_order_and_each_on_its_queue(executor: CeleryExecutor, channel: Channel) -> None:
    other = f"{channel.queue}-other"
    channel.used.add(other)
    requests = [add.request(x=number, y=0) for number in range(450)]
    jobs = submit_many(requests)
    elsewhere = add.using(queue=other).submit(x=1, y=2)
    assert executor.flush(PATIENCE)
    assert channel.ids() == [str(job) for job in jobs]
    assert channel.ids(other) == [str(elsewhere.pk)]


def test_hints_about_the_same_job_or_none_do_no_harm(executor: CeleryExecutor, channel: Channel) -> None:
    job_id = uuid4()
    executor.dispatch([])
    executor.dispatch([Hint(job_id, "default"), Hint(job_id, "default")])
    assert executor.flush(PATIENCE)
    assert channel.ids() == [str(job_id)] * 2


def test_no_result_backend_is_loaded_for_a_hint(executor: CeleryExecutor, channel: Channel) -> None:
    channel.app.conf.result_backend = "there.is.no:Such"
    add.submit(x=1, y=2)
    assert executor.flush(PATIENCE)
    assert len(channel.ids()) == 1


@pytest.mark.requires_rabbitmq
def test_a_queue_that_the_broker_refuses_keeps_no_other_from_its_hints(
    transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.celery.brokers import URLS

    plain = Channel(URLS["rabbitmq"])
    with plain.app.connection() as connection:
        connection.default_channel.queue_declare(plain.queue, durable=True, auto_delete=False)
    channel = Channel(plain.url, plain.queue, {"task_queue_max_priority": 10})
    other = f"{plain.queue}-other"
    channel.used.add(other)
    try:
        with submitting(channel) as executor:
            for _ in range(2):
                add.submit(x=1, y=2)
                heard = add.using(queue=other).submit(x=1, y=2)
                assert executor.flush(PATIENCE)
                assert channel.ids(other) == [str(heard.pk)]
            assert [record.levelname for record in caplog.records] == ["ERROR"]
            health = executor.health()
            assert not health.healthy
            assert "406" in health.details["refused"]["default"]
            plain.delete()
            again = add.submit(x=1, y=2)
            assert executor.flush(PATIENCE)
            assert executor.health().healthy
            assert channel.ids() == [str(again.pk)]
    finally:
        channel.delete()


@pytest.mark.requires_redis
def test_a_queue_that_celery_may_not_make_is_told_of(transactional_db: None, caplog: pytest.LogCaptureFixture) -> None:
    from tests.celery.brokers import URLS

    channel = Channel(URLS["redis"], settings={"task_create_missing_queues": False})
    try:
        with submitting(channel) as executor:
            add.using(queue="unheard-of").submit(x=1, y=2)
            heard = add.submit(x=1, y=2)
            assert executor.flush(PATIENCE)
            assert channel.ids() == [str(heard.pk)]
            assert "unheard-of" in executor.health().details["refused"]
    finally:
        channel.delete()


def test_an_eager_app_runs_jobs_where_they_are_submitted(transactional_db: None) -> None:
    channel = Channel("redis://127.0.0.1:1/0", settings={"task_always_eager": True})
    with submitting(channel) as executor:
        job = add.submit(x=1, y=2)
        assert executor._publisher is None
    job.refresh_from_db()
    assert (job.status, job.result) == (Status.COMPLETED, 3)


def test_health_is_told_from_memory(executor: CeleryExecutor, channel: Channel) -> None:
    assert executor.health().healthy
    add.submit(x=1, y=2)
    assert executor.flush(PATIENCE)
    wait_until(lambda: executor.health().details == {"backlog": 0}, PATIENCE)
    assert executor.health().healthy
    assert Job.objects.count() == 1
