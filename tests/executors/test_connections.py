"""A thread keeps its connections between jobs, and hands none of one job's mess to the next."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from django_jobkit.executors import connections
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.executors import tasks
from tests.executors.conftest import running
from tests.tasks.jobs import add

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from django_jobkit.executors.engine import Engine


def backend() -> int:
    """The connection that the only thread of the pool has at the moment."""
    result = wait_for_job(tasks.backend.submit()).result
    assert isinstance(result, int)
    return result


def test_the_same_connection_serves_job_after_job_at_a_conn_max_age_of_zero(one_at_a_time: Engine) -> None:
    assert connection.settings_dict["CONN_MAX_AGE"] == 0
    assert len({backend() for _ in range(5)}) == 1


@pytest.mark.only_on("postgresql")
def test_a_connection_that_died_while_idle_is_replaced_before_a_job_meets_it(
    one_at_a_time: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "IDLE", 0.0)
    first = backend()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [first])
    assert backend() != first


@pytest.mark.only_on("postgresql")
def test_a_connection_that_broke_in_a_job_is_not_the_next_one_s_problem(
    one_at_a_time: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    first = backend()
    assert wait_for_job(tasks.break_connection.submit()).status == "FAILED"
    assert backend() != first
    # The job is not to blame for it.
    assert "left a transaction open" not in caplog.text


@pytest.mark.only_on("postgresql", "sqlite")
@pytest.mark.parametrize("task", [tasks.leave_atomic_open, tasks.leave_begin_open])
def test_a_transaction_that_a_handler_left_open_is_rolled_back(one_at_a_time: Engine, task: object) -> None:
    assert wait_for_job(task.submit()).status == "COMPLETED"  # type: ignore[attr-defined]
    assert wait_for_job(add.submit(x=1, y=1)).result == 2
    assert not Group.objects.exists()


def test_an_open_transaction_is_noticed_however_it_was_begun(transactional_db: None) -> None:
    connection.ensure_connection()
    assert not connections.has_open_transaction(connection)
    connection.set_autocommit(False)
    assert connections.has_open_transaction(connection)
    connection.rollback()
    connection.set_autocommit(True)
    assert not connections.has_open_transaction(connection)


def test_a_connection_of_a_pool_goes_back_after_each_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"pool": True})
    assert connections.is_pooled(connection)
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    assert not connections.is_pooled(connection)


@pytest.mark.only_on("postgresql")
def test_an_idle_thread_keeps_nothing_that_a_pool_wants_back(
    transactional_db: None, quick_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "is_pooled", lambda connection: True)
    with running(concurrency=1) as engine:
        assert wait_for_job(tasks.backend.submit()).status == "COMPLETED"
        wait_until(lambda: not any(held.connection for held in connections_of_pool()), within=2)
        assert engine.is_alive


def connections_of_pool() -> list[BaseDatabaseWrapper]:
    """What the threads that run handlers have open."""
    idents = [thread.ident for thread in threading.enumerate() if thread.name.startswith("jobkit-pool")]
    return [held for ident in idents for held in connections._held.get(ident or 0, [])]
