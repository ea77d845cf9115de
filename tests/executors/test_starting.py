"""When threads start by themselves, and what an executor says about itself."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.signals import request_started

from django_jobkit.core import executor as executor_module
from django_jobkit.core.executor import Hint, get_executor
from django_jobkit.executors import embedded, lifespan
from django_jobkit.executors.thread import ThreadExecutor, forget_threads
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_until
from tests.executors.conftest import QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def lazy(transactional_db: None) -> Iterator[ThreadExecutor]:
    """The executor of a process that may start it."""
    with jobkit_settings(**QUICK, AUTOSTART=True):
        executor = get_executor()
        assert isinstance(executor, ThreadExecutor)
        yield executor
        executor.stop()


def test_nothing_starts_by_itself_in_a_test_run(transactional_db: None, quick_settings: None) -> None:
    executor = get_executor()
    assert isinstance(executor, ThreadExecutor)
    executor.dispatch([Hint(uuid4(), "default")])
    embedded.start_when_serving()
    embedded.start_on_first_request()
    request_started.send(sender=None)
    assert executor.engine is None


@pytest.mark.parametrize(("setting", "expected"), [(None, False), (True, True), (False, False)])
def test_the_setting_has_the_last_word(setting: bool | None, expected: bool) -> None:
    with jobkit_settings(AUTOSTART=setting):
        assert lifespan.may_autostart() is expected


def test_the_first_dispatch_starts_it(lazy: ThreadExecutor) -> None:
    assert lazy.engine is None
    lazy.dispatch([])
    assert lazy.engine is not None


def test_the_first_request_starts_it_and_the_next_ones_do_not_ask(lazy: ThreadExecutor) -> None:
    embedded.start_on_first_request()
    before = len(request_started.receivers)
    request_started.send(sender=None)
    assert lazy.engine is not None
    assert len(request_started.receivers) == before - 1
    embedded.start_on_first_request()


def test_serving_starts_it_after_a_while(lazy: ThreadExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_UNTIL_FORKED", 0.01)
    embedded.start_when_serving()
    wait_until(lambda: lazy.engine is not None)


def test_a_process_that_forks_leaves_the_start_to_its_children(
    lazy: ThreadExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_UNTIL_FORKED", 0.2)
    embedded.start_when_serving()
    waiting = embedded._pending
    assert waiting is not None
    embedded._forked_in_parent()
    assert waiting.is_set()
    monkeypatch.setattr(embedded, "_IN_CHILD", 0.01)
    assert lazy.engine is None
    embedded._forked_in_child()
    wait_until(lambda: lazy.engine is not None)


def test_starting_twice_is_starting_once(lazy: ThreadExecutor) -> None:
    lazy.start()
    first = lazy.engine
    lazy.start()
    assert lazy.engine is first


def test_a_child_starts_threads_of_its_own(lazy: ThreadExecutor) -> None:
    lazy.start()
    parents = lazy.engine
    assert parents is not None
    forget_threads()
    assert lazy.engine is None
    lazy.dispatch([])
    assert lazy.engine is not parents
    parents.stop(0)


def test_health_tells_whether_it_runs_and_looks(lazy: ThreadExecutor) -> None:
    assert lazy.health().details == {"running": False}
    lazy.start()
    assert lazy.engine is not None
    assert lazy.health().healthy
    assert lazy.health().details["running"] is True
    lazy.engine.dispatcher.looked_at = time.monotonic() - 60
    assert not lazy.health().healthy


def test_health_notices_a_dead_thread(lazy: ThreadExecutor) -> None:
    lazy.start()
    assert lazy.engine is not None
    lazy.engine.keeper.stop()
    lazy.engine.keeper.join(time.monotonic() + 5)
    assert not lazy.health().healthy


def test_threads_that_come_together_get_the_same_executor(
    quick_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin_slowly(self: ThreadExecutor) -> None:
        time.sleep(0.05)
        begin(self)

    begin = ThreadExecutor.__init__
    monkeypatch.setattr(executor_module, "_loaded", {})
    monkeypatch.setattr(ThreadExecutor, "__init__", begin_slowly)

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _number: get_executor(), range(4)))

    assert len(set(map(id, found))) == 1
