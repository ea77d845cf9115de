"""What any client of the API does: submit a job or start a scan, follow it, fetch its result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import httpx

Job = dict[str, Any]
Record = dict[str, Any]
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

    def start_scan(self, **wished: Any) -> Job:
        """Start a scan, the sample's when nothing is wished, and return it as it is at first."""
        started = self._http.post("/api/v1/scan/start/", json=wished or None).raise_for_status().json()
        return self._scan(started["job_id"])

    def follow(self, job: Job) -> Iterator[Job]:
        """Yield the job whenever it changed, to its end; raises JobFailed when that is not COMPLETED in two minutes."""
        return self._follow(job, lambda wait: self._json(f"/api/jobs/{job['id']}/", wait=wait))

    def follow_scan(self, scan: Job) -> Iterator[Job]:
        """Likewise for a scan."""
        return self._follow(scan, lambda wait: self._scan(scan["job_id"], wait=wait))

    def _follow(self, job: Job, look: Callable[[int], Job]) -> Iterator[Job]:
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            yield job
            if job["status"].upper() in TERMINAL:
                break
            # The server holds its answer until there is something new to tell.
            job = look(WAIT)
        if job["status"].upper() != "COMPLETED":
            raise JobFailed(f"It is {job['status']}: {job['error']} ({job['links']})")

    def result(self, job: Job) -> Any:
        """The result of a COMPLETED job."""
        return self._json(f"/api/jobs/{job['id']}/result/")["result"]

    def records(self, scan: Job) -> Iterator[Record]:
        """The records of a completed scan, page after page."""
        page = self._json(f"/api/v1/scan/result/{scan['job_id']}/", page_size=100)
        while True:
            yield from page["records"]
            if page["next"] is None:
                return
            page = self._json(page["next"])

    def download(self, scan: Job, kind: str) -> bytes:
        """All records of a completed scan as a file, such as csv."""
        return self._http.get(f"/api/v1/scan/result/{scan['job_id']}/?format={kind}").raise_for_status().content

    def history(self, job: Job) -> list[dict[str, Any]]:
        """What happened to the job, oldest first."""
        rows: list[dict[str, Any]] = self._json(f"/api/jobs/{job['id']}/statuses/")["results"]
        return rows

    def answers(self, path: str) -> int:
        """The status code with which `path` answers a browser."""
        return self._http.get(path, headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=True).status_code

    def _scan(self, scan_id: str, **query: Any) -> Job:
        scan: Job = self._json(f"/api/v1/scan/status/{scan_id}/", **query)
        return scan

    def _json(self, path: str, **query: Any) -> Any:
        # The address of a next page has its query already.
        return self._http.get(path, params=query or None).raise_for_status().json()
