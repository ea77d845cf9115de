"""Talk to a running example project over HTTP."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

START_LIMIT = 120


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def until_ready(site: str, process: subprocess.Popen[bytes], log: Path, verify: ssl.SSLContext | bool = True) -> None:
    """Wait until the server takes work."""
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{site}/health/ready/", timeout=5, trust_env=False, verify=verify).is_success:
                return
        except httpx.TransportError:
            # Polling is all that can be done from outside.
            time.sleep(0.05)
    pytest.fail(log.read_text())


def get(url: str) -> dict[str, Any]:
    """Read JSON; the server may hold its answer for a while."""
    found: dict[str, Any] = httpx.get(url, timeout=40, trust_env=False).raise_for_status().json()
    return found


def submit(site: str, task: str, **params: Any) -> dict[str, Any]:
    """Submit a job."""
    body = {"task": task, "params": params}
    job: dict[str, Any] = (
        httpx.post(f"{site}/api/jobs/", json=body, timeout=30, trust_env=False).raise_for_status().json()
    )
    return job


def until_finished(site: str, job: dict[str, Any]) -> dict[str, Any]:
    """Wait for the end of the job; the server answers earlier when anything changes."""
    until = time.monotonic() + START_LIMIT
    while job["finished_at"] is None and time.monotonic() < until:
        job = get(f"{site}/api/jobs/{job['id']}/?wait=20")
    return job
