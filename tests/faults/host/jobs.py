"""The jobs of the system under test; whatever they do, the ledger knows."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction

from django_jobkit import JobContext, PermanentFailure, RetryPolicy, job
from tests.faults import ledger
from tests.faults.host import nasty
from tests.faults.host.environment import FOLDER
from tests.faults.host.models import Effect
from tests.faults.values import value_of

#: More than any number of kills in a scenario that is not about attempts.
MANY = 100
_LEDGER = FOLDER / "ledger"
_BEAT = 0.05
_GATE_TIMEOUT = 120.0


@contextmanager
def recorded(ctx: JobContext) -> Iterator[Callable[[], None]]:
    """Note start and end of an attempt; gives what notes that it is still at it."""
    identity = (str(ctx.job_id), ctx.attempt)
    ledger.write(_LEDGER, "start", *identity)
    try:
        yield lambda: ledger.write(_LEDGER, "beat", *identity)
    except BaseException:
        ledger.write(_LEDGER, "raise", *identity)
        raise
    ledger.write(_LEDGER, "end", *identity)


def work(ctx: JobContext, seconds: float, beat: Callable[[], None], *, deaf: bool = False) -> None:
    """Be busy for `seconds`; a deaf worker does not look whether it should stop."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        beat()
        time.sleep(min(left, _BEAT))
        if not deaf:
            ctx.raise_if_cancelled()


def answer(ctx: JobContext) -> dict[str, Any]:
    """What every job returns: whose result it is."""
    return {"job": str(ctx.job_id), "attempt": ctx.attempt}


@job("faults.step", max_attempts=MANY)
def step(ctx: JobContext, seconds: float = 0.0, deaf: bool = False) -> dict[str, Any]:
    """Work for a while."""
    with recorded(ctx) as beat:
        work(ctx, seconds, beat, deaf=deaf)
    return answer(ctx)


@job("faults.effect", max_attempts=MANY)
def effect(ctx: JobContext, seconds: float = 0.0) -> dict[str, Any]:
    """Leave one row in the database, in one transaction with a checkpoint that says so."""
    with recorded(ctx) as beat:
        work(ctx, seconds / 2, beat)
        if ctx.saved_state is None:
            with transaction.atomic():
                Effect.objects.create(job_id=ctx.job_id, attempt=ctx.attempt)
                ctx.checkpoint({"effect": ctx.attempt})
        work(ctx, seconds / 2, beat)
    return answer(ctx)


@job("faults.paced", max_attempts=MANY)
def paced(ctx: JobContext, seconds: list[float], deaf: bool = False) -> dict[str, Any]:
    """Work so long in the first attempt, so long in the second, and so on; the last number is for all that follow."""
    with recorded(ctx) as beat:
        work(ctx, seconds[min(ctx.attempt, len(seconds)) - 1], beat, deaf=deaf)
    return answer(ctx)


@job("faults.gated", max_attempts=MANY)
def gated(ctx: JobContext, gate: str, deaf: bool = False, from_attempt: int = 1) -> dict[str, Any]:
    """Work until the harness opens the gate of this name; attempts before `from_attempt` do not wait for it."""
    with recorded(ctx) as beat:
        if ctx.attempt >= from_attempt:
            _wait_at(gate, lambda: work(ctx, _BEAT, beat, deaf=deaf))
    return answer(ctx)


def _wait_at(gate: str, step: Callable[[], object]) -> None:
    deadline = time.monotonic() + _GATE_TIMEOUT
    while not (FOLDER / f"gate-{gate}").exists() and time.monotonic() < deadline:
        step()


@job("faults.telling", max_attempts=MANY)
def telling(ctx: JobContext, gate: str) -> dict[str, Any]:
    """Work until the gate opens, and tell its attempt as its progress all the while."""
    with recorded(ctx) as beat:

        def step() -> None:
            ctx.report_progress(ctx.attempt)
            work(ctx, _BEAT, beat)

        _wait_at(gate, step)
    return answer(ctx)


@job("faults.stumbling", max_attempts=MANY, retry=RetryPolicy(first=timedelta(seconds=0.2)))
def stumbling(ctx: JobContext) -> dict[str, Any]:
    """Fail the first time, in a way that may be tried again."""
    with recorded(ctx):
        if ctx.attempt == 1:
            raise RuntimeError("the first time")
    return answer(ctx)


@job("faults.fail", max_attempts=MANY)
def fail(ctx: JobContext, seconds: float = 0.0) -> None:
    """Fail for good, at the first attempt."""
    with recorded(ctx) as beat:
        work(ctx, seconds, beat)
        raise PermanentFailure("as it was told to")


@job("faults.poison", max_attempts=3)
def poison(ctx: JobContext, how: str = "kill") -> None:
    """Take the worker down, every time."""
    with recorded(ctx):
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "exit":
            os._exit(3)
        else:
            import ctypes

            ctypes.string_at(0)


@job("faults.nasty", max_attempts=1)
def be_nasty(ctx: JobContext, kind: str) -> Any:
    """Return or raise something that is hard to store."""
    with recorded(ctx):
        return nasty.OUTCOMES[kind]()


@job("faults.return", max_attempts=1)
def return_any(ctx: JobContext, seed: int) -> Any:
    """Return the value with this number, in something that is not null."""
    with recorded(ctx):
        return {"value": value_of(seed)}
