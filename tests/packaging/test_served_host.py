"""A job's whole life over HTTP, in the foreign project, on the executor that starts by itself."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.packaging.conftest import Stranger

ADA = "Basic " + base64.b64encode(b"ada:ada").decode()


def call(url: str, payload: dict[str, Any] | None = None) -> Any:
    """Ask as Ada, with JSON in and out."""
    data = json.dumps(payload).encode() if payload is not None else None
    headers = {"Authorization": ADA, "Content-Type": "application/json"}
    with urlopen(Request(url, data=data, headers=headers), timeout=40) as answer:  # noqa: S310 - loopback only
        return json.load(answer)


@pytest.fixture
def served(stranger: Stranger) -> Iterator[str]:
    """The foreign project behind its own development server, at a free port."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [stranger.python, "-u", "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        command, cwd=stranger.project, env=stranger.environment(True), stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        # The server says when it listens; its process ending ends the loop too.
        for line in server.stdout:
            if "Quit the server" in line:
                break
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def test_a_job_is_submitted_runs_by_itself_and_gives_its_result(served: str) -> None:
    job = call(f"{served}/ext/jobs/", {"task": "works.square", "params": {"number": 12}})
    while job["status"] not in {"COMPLETED", "FAILED"}:
        job = call(f"{served}/ext/jobs/{job['id']}/?wait=20")
    assert job["result"] == {"square": 144}
    history = call(f"{served}/ext/jobs/{job['id']}/statuses/")
    assert [row["status_type"] for row in history["results"]] == ["PENDING", "RUNNING", "COMPLETED"]
