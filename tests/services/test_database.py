"""A database that asks to try again is asked again, but never behind the back of a caller's transaction."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from django_jobkit.services import database
from django_jobkit.services.database import own_transaction, retry_transient

DEADLOCK = OperationalError(1213, "Deadlock found when trying to get lock")


class Stubborn:
    """Fails so many times, then gives in."""

    def __init__(self, failures: int, error: Exception = DEADLOCK) -> None:
        self.failures = failures
        self.error = error
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error
        return "done"


@pytest.mark.parametrize("message", [(1213, "Deadlock"), (1205, "Lock wait timeout"), ("database is locked",)])
def test_what_passes_is_tried_again(committed: None, message: tuple[object, ...]) -> None:
    act = Stubborn(2, OperationalError(*message))

    assert retry_transient(act) == "done"
    assert act.calls == 3


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_a_serialization_failure_or_deadlock_of_postgresql_is_tried_again(committed: None, sqlstate: str) -> None:
    error = OperationalError("could not serialize access")
    error.__cause__ = type("DriverError", (Exception,), {"sqlstate": sqlstate})()
    act = Stubborn(1, error)

    assert retry_transient(act) == "done"


def test_patience_has_an_end(committed: None) -> None:
    act = Stubborn(100)

    with pytest.raises(OperationalError):
        retry_transient(act)
    assert act.calls == 6


def test_what_does_not_pass_is_not_tried_again(committed: None) -> None:
    act = Stubborn(1, OperationalError("no such table"))

    with pytest.raises(OperationalError):
        retry_transient(act)
    assert act.calls == 1


def test_a_callers_transaction_is_for_the_caller_to_start_again(committed: None) -> None:
    act = Stubborn(1)

    with pytest.raises(OperationalError), transaction.atomic():
        retry_transient(act)
    assert act.calls == 1


def test_a_lock_timeout_that_was_waited_out_is_not_waited_out_again(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", -1.0)
    act = Stubborn(1, OperationalError("database is locked"))

    with pytest.raises(OperationalError):
        retry_transient(act)
    assert act.calls == 1


def test_a_deadlock_that_took_long_to_be_found_is_tried_again(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE", -1.0)

    assert retry_transient(Stubborn(1)) == "done"


@pytest.mark.only_on("postgresql")
def test_postgresql_waits_for_us_in_our_own_transactions_only(committed: None, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "LEASE": 7.5}

    with own_transaction():
        assert silence() == "7500ms"
        with own_transaction():
            assert silence() == "7500ms"
    with transaction.atomic():
        with own_transaction():
            assert silence() == "0"
        assert silence() == "0"
    assert silence() == "0"


@pytest.mark.only_on("postgresql")
def test_who_falls_silent_in_our_own_transaction_loses_its_locks(committed: None, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "LEASE": 0.2}

    with pytest.raises(OperationalError), own_transaction():
        time.sleep(0.5)
        silence()
    connection.close()


def silence() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        return str(cursor.fetchone()[0])
