"""What many systems of one run share: a PostgreSQL cluster, and databases to copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from itertools import count
from pathlib import Path

from tests.faults.servers.ports import LOOPBACK
from tests.faults.servers.postgresql import PostgreSQL
from tests.faults.servers.process import ROOT

SOURCE = ROOT / "src"


class Services:
    """The cluster is started when it is first asked for; `remove` ends it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jobkit-faults-"))
        self._numbers = count(1)
        self._prepared: dict[str, str] = {}
        self._kept: set[Path] = set()
        self._lock = threading.Lock()

    @cached_property
    def postgresql(self) -> PostgreSQL:
        """A cluster of our own."""
        cluster = PostgreSQL()
        cluster.create()
        cluster.start()
        return cluster

    def folder_for(self, name: str) -> Path:
        """A new folder."""
        folder = self.folder / f"{next(self._numbers):03}-{name}"
        folder.mkdir()
        return folder

    def new_postgresql_database(self, cluster: PostgreSQL, source: Path = SOURCE) -> str:
        """A database with the tables of the package at `source`; answers its name."""
        if cluster is not self.postgresql:
            return self._migrated(cluster, source, f"faults_{next(self._numbers)}")
        tables = _fingerprint(source / "django_jobkit" / "migrations")
        with self._lock:
            # A template must not be copied twice at a time, let alone made twice.
            if tables not in self._prepared:
                self._prepared[tables] = self._migrated(cluster, source, f"template_{next(self._numbers)}")
            name = f"faults_{next(self._numbers)}"
            cluster.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._prepared[tables]}"')
        return name

    def _migrated(self, cluster: PostgreSQL, source: Path, name: str) -> str:
        cluster.execute(f'CREATE DATABASE "{name}"')
        migrate(f"postgresql://postgres@{LOOPBACK}:{cluster.port}/{name}", source)
        return name

    def remove(self) -> None:
        """Stop everything and delete its files."""
        if "postgresql" in self.__dict__:
            self.postgresql.remove()
        for folder in set(self.folder.iterdir()) - self._kept:
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            self.folder.rmdir()

    def keep(self, folder: Path) -> None:
        """Leave a folder for people to look into."""
        self._kept.add(folder)


def _fingerprint(folder: Path) -> str:
    files = sorted(folder.glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def python_path(source: Path) -> str:
    """Where processes find the package, which may be a patched copy, and the harness."""
    return os.pathsep.join([str(source), str(ROOT)])


def migrate(url: str, source: Path, more: Mapping[str, str] | None = None) -> None:
    """Make the tables in the database at `url`."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.faults.host.settings",
        "JOBKIT_FAULTS_DATABASE": url,
        # With the tables of its backend, which others leave empty.
        "JOBKIT_FAULTS_EXECUTOR": "django_tasks",
        "PYTHONPATH": python_path(source),
        **(more or {}),
    }
    command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        raise RuntimeError(f"migrate failed: {done.stdout}{done.stderr}")
