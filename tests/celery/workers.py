"""Celery workers in processes of their own, on this run's database and a test's own queue."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.db import connection

from django_jobkit.models import Job
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.celery.brokers import Channel
from tests.processes.conftest import PATIENCE, Process
from tests.processes.ledger import Entry, Ledger

_QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


class Worker(Process):
    """A worker, and what the handlers in it do."""

    ledger: Ledger

    def began(self, count: int = 1, **which: object) -> list[Entry]:
        """Wait until handlers began `count` times, and give the entries."""
        what = f"{count} attempts that began"
        wait_until(lambda: len(self.ledger.read(**which)) >= count, PATIENCE, what)  # type: ignore[arg-type]
        return self.ledger.read(**which)  # type: ignore[arg-type]


@contextmanager
def running(channel: Channel, pool: str, *, ledger: Ledger | None = None, **environment: str) -> Iterator[Worker]:
    """A worker with two places, from when it takes messages until it is killed with all its children."""
    folder = Path(tempfile.mkdtemp(prefix="jobkit-celery-"))
    ledger = ledger or Ledger(folder / "ledger")
    surroundings = {
        **os.environ,
        "JOBKIT_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "JOBKIT_TEST_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
        "DJANGO_SETTINGS_MODULE": "tests.celery.settings",
        "JOBKIT_TEST_BROKER": channel.url,
        "JOBKIT_TEST_QUEUE": channel.queue,
        "JOBKIT_TEST_LEDGER": str(ledger.path),
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "celery", "--app", "tests.celery.app", "worker", "--loglevel", "INFO", *_QUIET]
    # On one broker two workers of one name are in each other's way.
    command += ["--pool", pool, "--concurrency", "2", "--hostname", f"{uuid4().hex}@jobkit"]
    worker = Worker(command, surroundings | environment, folder / "log")
    worker.ledger = ledger
    try:
        worker.says(" ready.")
        yield worker
    finally:
        if worker.popen.poll() is None:
            # A parent that stands still holds on to its children.
            with suppress(ProcessLookupError):
                worker.send(signal.SIGCONT)
            worker.popen.kill()
        worker.popen.wait()


def ended(job: Job) -> Job:
    """The row of `job` once it has ended."""
    return wait_for_job(job, within=PATIENCE)
