"""A client of the REST API that remembers every answer it got, for the checker to hold the system to."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults.ledger import append
from tests.faults.patience import holds_within
from tests.faults.servers.ports import LOOPBACK

_TERMINAL = {"COMPLETED", "FAILED", "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request; `status` is 0 when no answer came, and `error` says why."""

    asked_at: float
    seconds: float
    method: str
    path: str
    #: What was sent: body and the headers that matter.
    sent: Any
    status: int
    body: Any
    error: str = ""
    key: str = ""
    caller: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300

    @property
    def job(self) -> str:
        """The id of the job that it shows; empty when it shows none."""
        return str(self.body.get("id", "")) if self.ok and isinstance(self.body, dict) else ""


class Client:
    """Talks to one web server as one caller; may be used from several threads."""

    def __init__(self, port: int, log: Path, caller: str = "alice", timeout: float = 30.0) -> None:
        self.port = port
        self.caller = caller
        self.timeout = timeout
        self._log = log

    def submit(self, task: str, params: Mapping[str, Any] | None = None, *, key: str = "", **wish: Any) -> Answer:
        """Submit a job; `wish` may name queue, priority, max_attempts, run_after ..."""
        return self.ask("POST", "jobs/", {"task": task, "params": dict(params or {}), **wish}, key=key)

    def look(self, job: str) -> Answer:
        """The job as it is now."""
        return self.ask("GET", f"jobs/{job}/")

    def cancel(self, job: str) -> Answer:
        """Ask to cancel."""
        return self.ask("POST", f"jobs/{job}/cancel/")

    def retry(self, job: str) -> Answer:
        """Ask to run the job again."""
        return self.ask("POST", f"jobs/{job}/retry/")

    def history(self, job: str) -> Answer:
        """The job's history."""
        return self.ask("GET", f"jobs/{job}/statuses/?page_size=100")

    def wait_until_ended(self, job: str, within: float = 30.0) -> dict[str, Any]:
        """Look until the job is terminal and answer it; raises AssertionError."""
        looks: list[Answer] = []

        def has_ended() -> bool:
            looks[:] = [self.look(job)]
            return looks[0].ok and looks[0].body["status"] in _TERMINAL

        if not holds_within(has_ended, within, every=0.1):
            raise AssertionError(f"job {job} did not end within {within:.0f} s: {looks[0]}")
        body: dict[str, Any] = looks[0].body
        return body

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> Answer:
        """Send a request and log what came of it; never raises for what the server does."""
        asked_at = time.monotonic()
        status, said, error = 0, None, ""
        try:
            status, said = self._exchange(method, path, body, key)
        except (OSError, http.client.HTTPException) as problem:
            error = f"{type(problem).__name__}: {problem}"
        answer = Answer(
            asked_at, time.monotonic() - asked_at, method, path, body, status, said, error, key, self.caller
        )
        append(self._log, json.dumps(asdict(answer)))
        return answer

    def _exchange(self, method: str, path: str, body: Any, key: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Caller {self.caller}", "Content-Type": "application/json", "Connection": "close"}
        if key:
            headers["Idempotency-Key"] = key
        content = None if body is None else json.dumps(body)
        # A connection each: one that is kept may have been reset in the meantime, which says nothing of this request.
        with closing(http.client.HTTPConnection(LOOPBACK, self.port, timeout=self.timeout)) as connection:
            connection.request(method, path if path.startswith("/") else f"/api/{path}", content, headers)
            response = connection.getresponse()
            text = response.read()
        try:
            return response.status, json.loads(text) if text else None
        except ValueError:
            return response.status, text.decode(errors="replace")[:2000]
