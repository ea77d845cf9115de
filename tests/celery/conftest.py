"""A queue of its own for every test that needs one, on each broker in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from django_jobkit.core import executor as executor_module
from django_jobkit.testing.plugin import jobkit_settings

collect_ignore_glob: list[str] = []
try:
    from django_jobkit.executors.celery.executor import CeleryExecutor
    from tests.celery.brokers import URLS, Channel
except ModuleNotFoundError:
    # Without the extra there is nothing to test.
    collect_ignore_glob.append("test_*.py")

ON_EACH_BROKER = [
    pytest.param("redis", marks=pytest.mark.requires_redis),
    pytest.param("rabbitmq", marks=pytest.mark.requires_rabbitmq),
]


@pytest.fixture(params=ON_EACH_BROKER)
def channel(request: pytest.FixtureRequest) -> Iterator[Channel]:
    """A queue on each broker in turn."""
    channel = Channel(URLS[request.param])
    yield channel
    channel.delete()


@contextmanager
def submitting(channel: Channel) -> Iterator[CeleryExecutor]:
    """What is submitted here is announced on `channel`."""
    executor = CeleryExecutor(channel.app)
    with pytest.MonkeyPatch.context() as patch, jobkit_settings(EXECUTOR="celery", QUOTA=None):
        patch.setitem(executor_module._loaded, executor_module.EXECUTORS["celery"], executor)
        yield executor
        executor.stop()


@pytest.fixture
def executor(transactional_db: None, channel: Channel) -> Iterator[CeleryExecutor]:
    """The executor of this process, on `channel`."""
    with submitting(channel) as executor:
        yield executor
