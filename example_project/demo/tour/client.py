"""What any client of the API does: submit a job, follow it, fetch its result."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import httpx

Job = dict[str, Any]
TERMINAL = {"COMPLETED", "FAILED", "CANCELLED"}
WAIT = 10
LIMIT = 120.0


class JobFailed(Exception):
    """A job did not end as COMPLETED."""


class Client:
    """A client of the server at `site`; every call raises httpx.HTTPError when the server refuses it."""

    def __init__(self, site: str) -> None:
        # The server is on this machine, whatever proxy the environment names for all others.
        self._http = httpx.Client(base_url=site, timeout=WAIT + 20, trust_env=False)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.close()

    def submit(self, task: str, **params: Any) -> Job:
        """Submit a job and return it as it is at first."""
        job: Job = self._http.post("/api/jobs/", json={"task": task, "params": params}).raise_for_status().json()
        return job

    def follow(self, job: Job) -> Iterator[Job]:
        """Yield the job whenever it changed, to its end.

        Raises JobFailed when it ends otherwise than COMPLETED, or takes more than two minutes.
        """
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            yield job
            if job["status"] in TERMINAL:
                break
            # The server holds its answer until there is something new to tell.
            job = self._http.get(f"/api/jobs/{job['id']}/", params={"wait": WAIT}).raise_for_status().json()
        if job["status"] != "COMPLETED":
            raise JobFailed(f"Job {job['id']} is {job['status']}: {job['error']}")

    def result(self, job: Job) -> Any:
        """The result of a COMPLETED job."""
        return self._http.get(f"/api/jobs/{job['id']}/result/").raise_for_status().json()["result"]

    def history(self, job: Job) -> list[dict[str, Any]]:
        """What happened to the job, oldest first."""
        page = self._http.get(f"/api/jobs/{job['id']}/statuses/").raise_for_status().json()
        rows: list[dict[str, Any]] = page["results"]
        return rows

    def answers(self, path: str) -> int:
        """The status code with which `path` answers a browser."""
        return self._http.get(path, headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=True).status_code
