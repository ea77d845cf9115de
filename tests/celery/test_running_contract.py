"""The conformance suite, on each broker, in each pool of Celery, with early and late acknowledgements."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

pytest.importorskip("celery")

from django_jobkit.executors.celery.executor import CeleryExecutor
from django_jobkit.testing.contract import ExecutorContract
from tests.celery.brokers import URLS, Channel
from tests.celery.conftest import ON_EACH_BROKER, submitting
from tests.celery.workers import running


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class CeleryContract(ExecutorContract):
    """Everybody's suite, with a worker that lives as long as its class."""

    pool = ""
    acks_late: tuple[str, ...] = ()
    within = 20.0

    @pytest.fixture(scope="class", params=ON_EACH_BROKER)
    @classmethod
    def shared(cls, request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Channel]:
        """The queue that the worker serves."""
        if cls.once_is_enough() and request.param not in cls.once_on:
            pytest.skip("once is enough")
        channel = Channel(URLS[request.param])
        late = "1" if request.param in cls.acks_late else ""
        with running(channel, cls.pool, JOBKIT_TEST_ACKS_LATE=late):
            yield channel
        channel.delete()

    #: Where the other broker would tell nothing new, this one.
    once_on: tuple[str, ...] = ()

    @classmethod
    def once_is_enough(cls) -> bool:
        """Whether there is one writer at a time, or one job."""
        return connection.vendor == "sqlite" or cls.pool == "solo"

    @pytest.fixture
    def executor(self, transactional_db: None, shared: Channel) -> Iterator[CeleryExecutor]:
        """The submitting side."""
        with submitting(shared) as executor:
            yield executor


class TestPrefork(CeleryContract):
    """In processes."""

    pool = "prefork"
    acks_late = ("redis",)
    once_on = ("rabbitmq",)


class TestThreads(CeleryContract):
    """In threads."""

    pool = "threads"
    acks_late = ("rabbitmq",)
    once_on = ("redis",)


class TestSolo(CeleryContract):
    """In the worker's main thread."""

    pool = "solo"
    acks_late = ("redis",)
    once_on = ("redis",)
