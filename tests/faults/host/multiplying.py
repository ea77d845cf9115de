"""A program that runs a job, starts processes, and runs jobs in all of them: ``python -m ... fork`` or ``spawn``."""

from __future__ import annotations

import multiprocessing
import sys
import time

import django
from django.db import connections

_PROCESSES = 3
_JOBS = 10


def run_jobs(count: int) -> None:
    """Submit so many, and wait until they have ended."""
    from tests.faults.host.burdens.jobs import probe

    jobs = [probe.submit() for _ in range(count)]
    until = time.monotonic() + 40
    for job in jobs:
        while not job.is_terminal and time.monotonic() < until:
            time.sleep(0.02)
            job.refresh_from_db()


def begin(count: int) -> None:
    """Where a spawned process begins."""
    django.setup()
    run_jobs(count)


if __name__ == "__main__":
    begin(1)
    context = multiprocessing.get_context(sys.argv[1])
    # Django asks for that much of whoever forks; what is ours looks after itself.
    connections.close_all()
    processes = [context.Process(target=begin, args=(_JOBS,)) for _ in range(_PROCESSES)]
    for process in processes:
        process.start()
    run_jobs(_JOBS)
    for process in processes:
        process.join(45)
    sys.exit(any(process.exitcode for process in processes))
