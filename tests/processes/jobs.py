"""The jobs of the processes under test; each writes to the ledger what it did."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

from django_jobkit import JobContext, job
from tests.processes.ledger import ledger
from tests.tasks.jobs import GATE_TIMEOUT


@job("processes.step")
def step(ctx: JobContext, seconds: float = 0.0) -> int:
    """Work for a moment."""
    ledger().write(ctx.job_id, ctx.attempt, "began")
    time.sleep(seconds)
    ledger().write(ctx.job_id, ctx.attempt, "ended")
    return os.getpid()


@job("processes.hold")
def hold(ctx: JobContext, until: str, deaf: bool = False) -> int:
    """Work until a file appears; a deaf handler does not look whether it should stop."""
    ctx.checkpoint({"attempt": ctx.attempt})
    ledger().write(ctx.job_id, ctx.attempt, "began")
    deadline = time.monotonic() + GATE_TIMEOUT
    while not Path(until).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
        if not deaf:
            ctx.raise_if_cancelled()
    ledger().write(ctx.job_id, ctx.attempt, "ended")
    return ctx.attempt


@job("processes.hold_async")
async def hold_async(ctx: JobContext) -> None:
    """Wait in an event loop until somebody cancels it."""
    ledger().write(ctx.job_id, ctx.attempt, "began")
    await asyncio.sleep(GATE_TIMEOUT)


@job("processes.kill", max_attempts=2)
def kill(ctx: JobContext) -> None:
    """Kill the worker, every time."""
    ledger().write(ctx.job_id, ctx.attempt, "began")
    os.kill(os.getpid(), signal.SIGKILL)
