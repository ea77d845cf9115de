"""A Redis server of our own."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tests.faults.patience import wait_for
from tests.faults.servers.ports import LOOPBACK, answers, free_port
from tests.faults.servers.process import Process


class Redis:
    """One server without persistence: what it holds is lost when it dies; `start` comes first."""

    name = "Redis"

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="jobkit-redis-"))
        self._process: Process | None = None

    @staticmethod
    def is_installed() -> bool:
        """Whether there is a redis-server to start."""
        return shutil.which("redis-server") is not None

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        command = ["redis-server", "--port", str(self.port), "--bind", LOOPBACK, "--dir", str(self.folder)]
        command += ["--save", "", "--appendonly", "no"]
        self._process = Process(command, os.environ, self.folder / "log", "redis-server")
        wait_for(lambda: answers(self.port), 20, f"Redis on port {self.port}")

    def kill(self) -> None:
        """SIGKILL; all that it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def depth(self) -> int:
        """How many messages wait, in all queues and of all priorities."""
        import redis

        with redis.Redis(LOOPBACK, self.port) as client:
            lists = [key for key in client.scan_iter() if client.type(key) == b"list"]
            return sum(client.llen(key) for key in lists)

    def empty(self) -> None:
        """FLUSHALL."""
        import redis

        with redis.Redis(LOOPBACK, self.port) as client:
            client.flushall()

    def remove(self) -> None:
        """Kill it and delete its files."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
