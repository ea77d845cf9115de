"""The example project as a process of its own, on a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import httpx

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
START_LIMIT = 120.0
STOP_LIMIT = 20.0
LINES_OF_LOG = 20


class ServerFailed(Exception):
    """The server did not start."""


class Server:
    """A context manager around ``manage.py serve`` with a SQLite database inside `folder`."""

    def __init__(self, folder: Path, *, host: str, port: int) -> None:
        self.site = f"http://{host}:{port}"
        self.log = folder / "server.log"
        self._command = [sys.executable, str(MANAGE), "serve", "--host", host, "--port", str(port), "--verbosity", "0"]
        self._environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            "MEDIA_ROOT": str(folder),
            "DEBUG": "1",
            "ALLOWED_HOSTS": host,
            "JOBKIT_EXECUTOR": "thread",
            "WEB_CONCURRENCY": "1",
            "TLS_CERTFILE": "",
        }

    def __enter__(self) -> Server:
        """Start; raises ServerFailed with the end of its log when it ends or is not ready within two minutes."""
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own manage.py
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the tour, which then stops its server in good order.
                start_new_session=True,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop, by force if it does not come to its end in time."""
        self._stop()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_LIMIT
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise ServerFailed(f"The server ended with code {self._process.returncode}.\n{self._end_of_log()}")
            if self._is_ready():
                return
            time.sleep(0.1)
        raise ServerFailed(f"The server was not ready within {START_LIMIT:.0f} seconds.\n{self._end_of_log()}")

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.site}/health/ready/", timeout=5, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LINES_OF_LOG:])

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
