"""``demo`` and ``serve`` do what a newcomer expects of them, from the first line to the last process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.example.conftest import LIMIT, MANAGE, PRODUCTION, Manage, example_environment
from tests.example.site import START_LIMIT, free_port, get, submit, until_ready

pytestmark = pytest.mark.slow


@contextmanager
def serving(database: Path, log: Path, **given: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A running ``manage.py serve``: its address and its process."""
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(MANAGE), "serve", "--port", str(port)],
            env=example_environment(database, **given),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def test_the_demo_runs_a_scan_and_jobs_and_shows_every_page(manage: Manage) -> None:
    answer = manage("demo", "--pace", "0.05", COLUMNS="140")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "118 records" in answer.stdout
    assert "Beryllium" in answer.stdout
    assert re.search(r"Rb +Sr +Y +Zr +Nb +Mo +Tc +Ru +Rh +Pd +Ag +Cd +In +Sn +Sb +Te +I +Xe", answer.stdout)
    assert "119 lines" in answer.stdout
    assert "number,symbol,name" in answer.stdout
    assert "Result: 8" in answer.stdout
    assert "The Ledger and the Bell" in answer.stdout
    assert "COMPLETED" in answer.stdout
    for page in ("/api/docs/", "/api/redoc/", "/api/schema/", "/admin/", "/api/jobs/", "/api/v1/scan/"):
        assert page in answer.stdout
    assert "make serve" in answer.stdout


@pytest.mark.parametrize(("command", "advice"), [("demo", "--port"), ("serve", "make serve PORT=")])
def test_a_port_that_is_taken_is_told_with_advice(manage: Manage, command: str, advice: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = manage(command, "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "is taken" in answer.stderr
    assert advice in answer.stderr
    assert "Traceback" not in answer.stderr


def test_serve_gives_its_running_jobs_back_on_sigterm(database: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with serving(database, log) as (site, process):
        until_ready(site, process, log)
        job = submit(site, "demo.long_running", duration=3600)
        path = f"{site}/api/jobs/{job['id']}/?wait=20"
        while job["status"] == "PENDING":
            job = get(path)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT) == 0, log.read_text()
    with serving(database, log) as (site, process):
        until_ready(site, process, log)
        again = get(f"{site}/api/jobs/{job['id']}/?wait=1")
    assert again["status"] in {"PENDING", "RUNNING"}
    assert again["error"] is None


def test_a_server_that_was_killed_goes_on_with_its_jobs_unasked(database: Path, tmp_path: Path, manage: Manage) -> None:
    log = tmp_path / "server.log"
    with serving(database, log) as (site, process):
        until_ready(site, process, log)
        job = submit(site, "demo.add", x=5, y=3)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with serving(database, log) as (site, process):
        until_ready(site, process, log)
        until = time.monotonic() + START_LIMIT
        while job["status"] != "COMPLETED" and time.monotonic() < until:
            job = get(f"{site}/api/jobs/{job['id']}/?wait=20")
    assert job["status"] == "COMPLETED"
    assert job["result"] == 8


def test_serve_in_production_asks_who_is_calling(database: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with serving(database, log, **{**PRODUCTION, "ALLOWED_HOSTS": "127.0.0.1"}) as (site, process):
        until_ready(site, process, log)
        assert httpx.get(f"{site}/api/jobs/", timeout=30, trust_env=False).status_code == 401
