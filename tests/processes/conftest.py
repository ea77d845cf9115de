"""Start processes on this run's database, and end every one of them with its test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_until
from tests.processes.ledger import Entry, Ledger

ROOT = Path(__file__).resolve().parents[2]
# Starting an interpreter with Django in it takes its time on a busy machine.
PATIENCE = 30.0


class Process:
    """A process under test and what it says."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("w") as output:
            self.popen = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        self.pid = self.popen.pid

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def exit_code(self, within: float = PATIENCE) -> int:
        """Wait for its end."""
        try:
            return self.popen.wait(within)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within} s: {self.output}") from None

    @property
    def output(self) -> str:
        """All that it has said."""
        return self.log.read_text()

    def says(self, text: str) -> None:
        """Wait until it says `text`."""
        wait_until(lambda: text in self.output or self.popen.poll() is not None, PATIENCE, f"{text!r} in the output")
        assert text in self.output


Start = Callable[..., Process]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """What the handlers of this test did."""
    return Ledger(tmp_path / "ledger")


@pytest.fixture
def began(ledger: Ledger) -> Callable[..., list[Entry]]:
    """Wait until handlers began `count` times, and give the entries."""

    def wait(count: int = 1, **which: Any) -> list[Entry]:
        wait_until(lambda: len(ledger.read(**which)) >= count, PATIENCE, f"{count} attempts that began")
        return ledger.read(**which)

    return wait


@pytest.fixture
def start(process_environment: dict[str, str], ledger: Ledger, tmp_path: Path) -> Iterator[Start]:
    """Start ``python`` with these arguments, and more environment by name."""
    environment = {
        **process_environment,
        "JOBKIT_TEST_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
        "DJANGO_SETTINGS_MODULE": "tests.processes.settings",
        "JOBKIT_TEST_LEDGER": str(ledger.path),
        "PYTHONUNBUFFERED": "1",
        # gunicorn puts a socket there.
        "HOME": str(tmp_path),
    }
    started: list[Process] = []

    def start(*arguments: str, **more: str) -> Process:
        process = Process([sys.executable, *arguments], environment | more, tmp_path / f"log-{len(started)}")
        started.append(process)
        return process

    # Nothing runs in the test's own process.
    with jobkit_settings(EXECUTOR="thread"):
        yield start
    for process in started:
        if process.popen.poll() is None:
            process.popen.kill()
        process.popen.wait()


@pytest.fixture
def start_worker(start: Start) -> Start:
    """Start a worker; it says so once it runs, and need not be waited for."""

    def start_worker(*arguments: str, **more: str) -> Process:
        return start("-m", "django", "jobkit_worker", *arguments, **more)

    return start_worker


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """The file for which ``processes.hold`` waits."""
    return tmp_path / "opened"


def seconds_since(moment: float) -> float:
    """By the monotonic clock."""
    return time.monotonic() - moment
