"""The executor inside servers: after forks, restarts and signals."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from django_jobkit import Status
from django_jobkit.models import Job
from django_jobkit.testing.waiting import wait_for_job
from tests.processes import jobs
from tests.processes.conftest import PATIENCE, Start
from tests.processes.ledger import Entry

Began = Callable[..., list[Entry]]

#: Processes of their own, for the environments that run them all.
pytestmark = pytest.mark.slow

# What its worker processes do.
LATE = """
import uvicorn
uvicorn.Server(uvicorn.Config("tests.processes.wsgi:application", interface="wsgi", port={port})).run()
"""


@pytest.fixture
def port() -> int:
    """One that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_parent_and_child_of_a_fork_both_run_jobs(start: Start) -> None:
    process = start("-W", "ignore::DeprecationWarning", "-m", "tests.processes.forking")
    assert process.exit_code() == 0, process.output
    assert [line.split()[0] for line in process.output.splitlines() if "ran it" in line] == [
        "before",
        "child",
        "parent",
    ]
    assert set(Job.objects.values_list("status", "attempt")) == {(Status.COMPLETED, 1)}


def test_a_preloading_server_resumes_by_itself_in_its_workers(start: Start, began: Began, port: int) -> None:
    pytest.importorskip("gunicorn")
    waiting = [jobs.step.submit() for _ in range(4)]
    server = start(
        *("-m", "gunicorn", "--preload", "--workers", "2", "--threads", "2"),
        *("--bind", f"127.0.0.1:{port}", "tests.processes.wsgi:application"),
    )
    pids = {wait_for_job(job, within=PATIENCE).result for job in waiting}
    assert server.pid not in pids
    server.send(signal.SIGTERM)
    assert server.exit_code() == 0


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn", "uvicorn that loads late", "runserver"])
def test_a_server_that_is_told_to_stop_gives_its_jobs_back(
    start: Start, began: Began, opened: Path, port: int, server: str
) -> None:
    command = {
        "gunicorn": ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "tests.processes.wsgi:application"],
        "uvicorn": ["-m", "uvicorn", "--port", str(port), "--interface", "wsgi", "tests.processes.wsgi:application"],
        "uvicorn that loads late": ["-c", LATE.format(port=port)],
        "runserver": ["-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"],
    }
    if server != "runserver":
        pytest.importorskip(server.split(maxsplit=1)[0])
    held = [jobs.hold.submit(until=str(opened), deaf=True), jobs.hold_async.submit()]
    process = start("-W", "ignore", *command[server])
    began(2)
    process.send(signal.SIGTERM)
    assert process.exit_code() in {0, -signal.SIGTERM}
    rows = Job.objects.filter(pk__in=[job.pk for job in held])
    assert set(rows.values_list("status", "attempt", "max_attempts")) == {(Status.PENDING, 1, 4)}
