"""The engine: writers of one process get SQLite's lock in the order in which they asked for it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from django_jobkit.contrib.sqlite.turns import queue_of

Connect = Callable[[], Any]
INSERT = "INSERT INTO line (who) VALUES (%s)"


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Where the database is."""
    return str(tmp_path / "fair.sqlite3")


@pytest.fixture
def connect(file: str, django_db_blocker: Any) -> Iterator[Connect]:
    """Make connections to a database that has a table."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}
    settings = {"ENGINE": "django_jobkit.contrib.sqlite", "NAME": file, "OPTIONS": options}
    made: list[Any] = []

    def make() -> Any:
        connection = ConnectionHandler({"default": settings}).create_connection("default")
        connection.inc_thread_sharing()
        made.append(connection)
        return connection

    with django_db_blocker.unblock():
        run(make(), "CREATE TABLE line (who TEXT)")
        yield make
        for connection in made:
            connection.close()


def run(connection: Any, sql: str, *params: Any) -> list[Any]:
    """Execute one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


@contextmanager
def transaction(connection: Any) -> Iterator[None]:
    """As `atomic` begins and ends one."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)


def is_free(file: str) -> bool:
    """Whether nobody has their turn."""
    queue = queue_of(file)
    came = queue.wait(0)
    if came:
        queue.next()
    return came


def write_in_a_transaction(connection: Any, who: str) -> None:
    """Read first, as most do."""
    with transaction(connection):
        run(connection, "SELECT * FROM line")
        run(connection, INSERT, who)


def write_at_once(connection: Any, who: str) -> None:
    """In a transaction of the statement's own."""
    run(connection, INSERT, who)


@pytest.mark.parametrize("write", [write_in_a_transaction, write_at_once])
def test_writers_come_in_the_order_in_which_they_asked(
    connect: Connect, file: str, write: Callable[[Any, str], None]
) -> None:
    first = connect()
    names = [str(number) for number in range(8)]
    threads = []
    with transaction(first):
        for number, name in enumerate(names):
            threads.append(threading.Thread(target=write, args=(connect(), name)))
            threads[-1].start()
            while queue_of(file).length <= number:
                threads[-1].join(0.001)
    for thread in threads:
        thread.join(30)
    assert [who for (who,) in run(first, "SELECT who FROM line ORDER BY rowid")] == names
    assert is_free(file)


def test_readers_wait_for_nobody(connect: Connect) -> None:
    writer, reader = connect(), connect()
    with transaction(writer):
        run(writer, INSERT, "writer")
        assert run(reader, "SELECT count(*) FROM line") == [(0,)]


def test_a_turn_ends_with_whatever_ends_the_transaction(connect: Connect, file: str) -> None:
    connection = connect()
    with pytest.raises(ZeroDivisionError), transaction(connection):
        raise ZeroDivisionError
    assert is_free(file)
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert not is_free(file)
    connection.close()
    assert is_free(file)


def test_a_statement_that_fails_ends_its_turn(connect: Connect, file: str) -> None:
    with pytest.raises(OperationalError):
        run(connect(), "INSERT INTO nowhere VALUES (1)")
    assert is_free(file)


def test_whoever_waited_in_vain_asks_for_the_lock_all_the_same(connect: Connect, file: str) -> None:
    connection = connect()
    connection.settings_dict["OPTIONS"]["timeout"] = 0.01
    # Somebody whose connection is gone, and who never said so.
    assert queue_of(file).wait(1)
    write_in_a_transaction(connection, "anyway")
    assert run(connection, "SELECT who FROM line") == [("anyway",)]
    assert is_free(file), "those who come next wait for nobody"


def test_whoever_cannot_begin_gives_the_turn_back(connect: Connect, file: str) -> None:
    connection = connect()
    connection.settings_dict["OPTIONS"]["timeout"] = 0.01
    with closing(sqlite3.connect(file, isolation_level=None)) as other_process:
        other_process.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), transaction(connection):
            pass
    assert is_free(file)
