"""What the doctor finds in the database and around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from django_jobkit.doctor import Finding, connections, database, sqlite

pytestmark = pytest.mark.django_db
Options = Callable[..., None]
MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/export /mnt/share nfs4 rw,vers=4.2 0 0
/dev/sdb1 /mnt/share/local xfs rw 0 0
"""


def codes(findings: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def answer(monkeypatch: pytest.MonkeyPatch, module: Any, value: Any) -> None:
    monkeypatch.setattr(module, "ask", lambda _sql: value)


def test_the_database_of_this_run_is_healthy() -> None:
    for examination in (
        database.reachable,
        database.unapplied_migrations,
        database.isolation,
        database.clock_skew,
        sqlite.journal,
        sqlite.transactions,
        sqlite.patience,
        sqlite.on_a_network,
        connections.pool_too_small,
        connections.several_hosts,
    ):
        assert codes(examination()) == set(), examination


def test_a_database_that_does_not_answer_ends_the_examination(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    (finding,) = database.reachable()
    assert "connection refused" in finding.what
    assert finding.blocks


def test_a_missing_migration_ends_the_examination() -> None:
    MigrationRecorder.Migration.objects.filter(app="jobkit").delete()
    (finding,) = database.unapplied_migrations()
    assert "0001_initial" in finding.what
    assert finding.blocks


@pytest.mark.only_on("sqlite")
def test_sqlite_is_asked_for_its_journal_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.ask("PRAGMA journal_mode") == "wal"
    answer(monkeypatch, sqlite, "delete")
    assert codes(sqlite.journal()) == {"sqlite_journal"}


@pytest.mark.only_on("sqlite")
def test_sqlite_without_immediate_is_found(database_options: Options) -> None:
    database_options()
    assert codes(sqlite.transactions()) == {"sqlite_transactions"}
    database_options(transaction_mode="EXCLUSIVE")
    assert codes(sqlite.transactions()) == set()


@pytest.mark.only_on("sqlite")
def test_impatient_sqlite_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, sqlite, 1000)
    (finding,) = sqlite.patience()
    assert "waits 1 s" in finding.what


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("/srv/db.sqlite3", set()),
        ("/mnt/share/db.sqlite3", {"sqlite_on_a_network"}),
        ("/mnt/share/local/db.sqlite3", set()),
        ("/mnt/shared/db.sqlite3", set()),
    ],
)
def test_sqlite_on_a_network_file_system_is_found(
    file: str, found: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    monkeypatch.setattr(sqlite, "_MOUNTS", mounts)
    monkeypatch.setitem(connection.settings_dict, "NAME", file)
    assert codes(sqlite.on_a_network()) == found


@pytest.mark.only_on("postgresql", "mysql")
def test_a_strict_isolation_level_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, database, "REPEATABLE-READ")
    assert codes(database.isolation()) == {"isolation"}


@pytest.mark.parametrize(
    "form", [datetime.isoformat, lambda moment: moment, lambda moment: moment.replace(tzinfo=None)]
)
def test_clocks_that_differ_are_found_whatever_the_driver_returns(
    form: Callable[[datetime], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, database, form(datetime.now(UTC) + timedelta(seconds=90)))
    (finding,) = database.clock_skew()
    assert "90.0 s apart" in finding.what or "89.9 s apart" in finding.what


@pytest.mark.parametrize(
    ("pool", "found"),
    [
        (False, set()),
        (True, {"pool_too_small"}),
        ({"max_size": 6}, {"pool_too_small"}),
        ({"max_size": 7}, set()),
        ({"min_size": 10}, set()),
    ],
)
def test_a_pool_that_one_process_would_empty_is_found(
    pool: Any, found: set[str], database_options: Options, settings: Any
) -> None:
    settings.JOBKIT = {"EXECUTOR": "thread", "CONCURRENCY": 4}
    database_options(pool=pool)
    assert codes(connections.pool_too_small()) == found


@pytest.mark.only_on("postgresql", "mysql")
def test_clients_on_one_host_are_no_matter(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "thread"}
    assert codes(connections.several_hosts()) == set()


def test_clients_on_several_hosts_are_found(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.JOBKIT = {"EXECUTOR": "thread"}
    monkeypatch.setitem(connections._CLIENTS, connection.vendor, "SELECT 3")
    (finding,) = connections.several_hosts()
    assert "Clients on 3 hosts" in finding.what
