"""What SQLite says about itself, and the disk it lies on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django_jobkit.doctor.database import ask
from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.services.database import jobs_connection

_MOUNTS = Path("/proc/mounts")
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs"}
_LEAST_PATIENCE = 5000
_OPTIONS = '"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}'


def journal() -> Iterator[Finding]:
    """SQLite without a write-ahead log."""
    if jobs_connection().vendor != "sqlite":
        return
    mode = str(ask("PRAGMA journal_mode"))
    if mode not in {"wal", "memory"}:
        yield Finding(
            severity=Severity.PROBLEM,
            code="sqlite_journal",
            what=f"SQLite keeps its journal in {mode!r} mode instead of WAL.",
            why="Every reader stops the writers and every writer the readers: 'database is locked' under load.",
            advice=f"Use {_OPTIONS} in settings.DATABASES.",
        )


def transactions() -> Iterator[Finding]:
    """SQLite whose transactions begin without the lock they will need."""
    connection = jobs_connection()
    mode = str(connection.settings_dict["OPTIONS"].get("transaction_mode") or "DEFERRED")
    if connection.vendor == "sqlite" and mode.upper() == "DEFERRED":
        yield Finding(
            severity=Severity.PROBLEM,
            code="sqlite_transactions",
            what="Transactions on SQLite begin in DEFERRED mode.",
            why="One that reads first and then writes fails at once with 'database is locked', whatever the timeout.",
            advice=f"Use {_OPTIONS} in settings.DATABASES.",
        )


def patience() -> Iterator[Finding]:
    """SQLite that gives up waiting for a lock too soon."""
    if jobs_connection().vendor != "sqlite":
        return
    waits = int(ask("PRAGMA busy_timeout"))
    if waits < _LEAST_PATIENCE:
        yield Finding(
            severity=Severity.WARNING,
            code="sqlite_patience",
            what=f"SQLite waits {waits / 1000:g} s for a lock.",
            why="Several workers take turns writing; with little patience some turns end in 'database is locked'.",
            advice=f"Use {_OPTIONS} in settings.DATABASES.",
        )


def on_a_network() -> Iterator[Finding]:
    """SQLite on a file system that other hosts share."""
    connection = jobs_connection()
    if connection.vendor != "sqlite" or not _MOUNTS.exists():
        return
    kind = _file_system_of(Path(str(connection.settings_dict["NAME"])).absolute(), _MOUNTS.read_text())
    if kind in _NETWORK_FILE_SYSTEMS:
        yield Finding(
            severity=Severity.PROBLEM,
            code="sqlite_on_a_network",
            what=f"The SQLite file lies on a network file system ({kind}).",
            why="Locks do not hold there and WAL does not work there: two hosts can corrupt the file.",
            advice="Move the file to a local disk, or use PostgreSQL.",
        )


def _file_system_of(path: Path, mounts: str) -> str:
    entries = (line.split() for line in mounts.splitlines())
    above = [(len(point), kind) for _device, point, kind, *_options in entries if path.is_relative_to(point)]
    return max(above)[1] if above else ""
