"""A PostgreSQL cluster of our own, to be stopped, killed and crippled at will."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.faults.patience import wait_for
from tests.faults.servers.ports import LOOPBACK, free_port
from tests.faults.servers.reaper import reaper

#: A killed process loses nothing that the kernel has; only a lost machine would, and that is not staged here.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "log_min_messages": "warning",
    "restart_after_crash": "on",
}


def binaries() -> Path | None:
    """Where initdb and its like are; None when they are not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    return versions[-1].parent if versions else None


class PostgreSQL:
    """One cluster; `start` comes first."""

    name = "PostgreSQL"

    def __init__(self) -> None:
        self.port = free_port()
        # Not below the folder of a test, into which no other user may look.
        self.folder = Path(tempfile.mkdtemp(prefix="jobkit-postgresql-"))
        self.data = self.folder / "data"
        bin_folder = binaries()
        assert bin_folder is not None, "PostgreSQL's server programs are not installed"
        self._bin = bin_folder
        # It refuses to run as root, so there somebody else has to own it.
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(self.folder, "postgres")
        self._pid = 0

    def create(self) -> None:
        """Make the cluster's files."""
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        options = [f"-c {name}={value}" for name, value in _SETTINGS.items()]
        options += [f"-p {self.port}", f"-h {LOOPBACK}", "-k ''"]
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", "60", "-o", " ".join(options), "start")
        self._pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        reaper.watch(self._pid)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: "smart", "fast" or "immediate", the last being a crash as far as data are concerned."""
        if not self._pid:
            return
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-m", mode, "stop")
        reaper.forget(self._pid)
        self._pid = 0

    def restart(self, mode: str = "immediate") -> None:
        """Stop and start."""
        self.stop(mode)
        self.start()

    def kill(self) -> None:
        """SIGKILL to the postmaster and to all that it started; `start` recovers."""
        children = _children_of(self._pid)
        for pid in [self._pid, *children]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not any(_exists(pid) for pid in [self._pid, *children]), 30, "the end of PostgreSQL")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._pid = 0

    def execute(self, sql: str, *parameters: object, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement on a connection of its own, past every proxy."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def dsn(self, database: str) -> str:
        """How to connect to `database` directly."""
        return f"host={LOOPBACK} port={self.port} user=postgres dbname={database} connect_timeout=10"

    def terminate_backends(self, database: str, most: int = 1000) -> int:
        """Have random connections to `database` killed by the server (57P01); answers how many."""
        killed = self.execute(
            "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> pg_backend_pid() ORDER BY random() LIMIT %s) AS chosen",
            database,
            most,
        )
        return len(killed)

    def backends(self, database: str) -> int:
        """How many connections to `database` there are."""
        rows = self.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", database)
        return int(str(rows[0][0]))

    def read_only(self, database: str, *, on: bool) -> None:
        """Make `database` refuse writes (25006), or take them again; all connections are cut, for it needs new ones."""
        self.execute(f'ALTER DATABASE "{database}" SET default_transaction_read_only = {"on" if on else "off"}')
        self.terminate_backends(database)

    def remove(self) -> None:
        """Stop it, whatever it does, and delete its files."""
        if self._pid:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        said = self.folder / "said"
        with said.open("w") as output:
            # A session of its own, or the server would hear our Ctrl-C; a file, or it would hold our pipe for ever.
            code = subprocess.call(
                [*self._as, str(self._bin / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={**os.environ, "LC_ALL": "C"},
                start_new_session=True,
                timeout=120,
            )
        if code:
            raise RuntimeError(f"{program} failed: {said.read_text()}")


def _children_of(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def _exists(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
