"""Run as a program: warm the executor up, fork, and run a job on each side of the fork."""

from __future__ import annotations

import os
import sys

import django

django.setup()

from django.db import connections  # noqa: E402

from django_jobkit.core.executor import get_executor  # noqa: E402
from django_jobkit.executors.thread import ThreadExecutor  # noqa: E402
from django_jobkit.testing.waiting import wait_for_job  # noqa: E402
from tests.processes import jobs  # noqa: E402


def run_one(side: str) -> None:
    """Submit a job to a queue that only this process serves, and wait for it."""
    executor = get_executor()
    assert isinstance(executor, ThreadExecutor)
    result = wait_for_job(jobs.step.submit(), within=20).result
    sys.stdout.write(f"{side} {os.getpid()} ran it: {result}\n")
    sys.stdout.flush()


run_one("before")
# The parent's own thread closes what the child would inherit; of other threads the executor has to take care.
connections.close_all()
child = os.fork()
if child == 0:
    assert get_executor().engine is None  # type: ignore[attr-defined]
    run_one("child")
    sys.exit(0)
_, status = os.waitpid(child, 0)
run_one("parent")
sys.exit(os.waitstatus_to_exitcode(status))
