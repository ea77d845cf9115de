"""What workers find by autodiscovery: the tasks of the conformance suite, too."""

from __future__ import annotations

import ctypes
import os

from django_jobkit import JobContext, job
from django_jobkit.testing import tasks
from tests.processes.ledger import ledger
from tests.tasks.jobs import GATE_TIMEOUT

__all__ = ["tasks"]


@job("celery.seize", max_attempts=2)
def seize(ctx: JobContext, seconds: int) -> int:
    """Sleep in C without letting go of the interpreter."""
    ledger().write(ctx.job_id, ctx.attempt, "began")
    ctypes.PyDLL(None).sleep(seconds)
    ledger().write(ctx.job_id, ctx.attempt, "ended")
    return ctx.attempt


@job("celery.whoami")
def whoami() -> int:
    """Tell which process runs this."""
    return os.getpid()


@job("celery.advance")
def advance(ctx: JobContext) -> None:
    """Report progress, then wait to be cancelled."""
    ledger().write(ctx.job_id, ctx.attempt, "began")
    ctx.report_progress(3, 4, "drei \N{SNOWMAN} of four")
    ctx.wait(GATE_TIMEOUT)
