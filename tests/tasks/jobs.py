"""The tasks that the tests submit, found as any host app's would be."""

from __future__ import annotations

from datetime import timedelta

from django_jobkit import JobContext, PermanentFailure, RetryLater, RetryPolicy, job
from tests.tasks.gates import gates

# Far above what any test needs, and finite, so that a broken test ends.
GATE_TIMEOUT = 20.0
AT_ONCE = RetryPolicy(first=timedelta(0))


@job("tests.add")
def add(x: int, y: int = 0) -> int:
    """Add two numbers."""
    return x + y


@job("tests.echo", queue="echoes")
async def echo(value: str) -> str:
    """Give back what was given."""
    return value


@job("tests.fail", max_attempts=1)
def fail(message: str = "broken on purpose") -> None:
    """Fail the only attempt."""
    raise RuntimeError(message)


@job("tests.flaky", max_attempts=3, retry=AT_ONCE)
def flaky(ctx: JobContext, failures: int = 1) -> int:
    """Fail as many attempts as asked, then return the number of the attempt that worked."""
    if ctx.attempt <= failures:
        raise ConnectionError(f"attempt {ctx.attempt}")
    return ctx.attempt


@job("tests.refuse", max_attempts=3, retry=AT_ONCE)
def refuse() -> None:
    """Fail for good at the first attempt, whatever is left of them."""
    raise PermanentFailure("not worth another attempt")


@job("tests.later")
def later(seconds: float = 60.0) -> None:
    """Ask to be run later, every time."""
    raise RetryLater(after=seconds)


@job("tests.count_up")
def count_up(ctx: JobContext, steps: int = 10) -> int:
    """Walk through tracked steps, so that progress and cancellation have something to do."""
    return sum(1 for _ in ctx.track(range(steps), message="Counting"))


@job("tests.gated")
def gated(gate: str = "default") -> str:
    """Say that it entered, then wait for the test to open the gate."""
    gates[gate].entered.set()
    if not gates[gate].opened.wait(GATE_TIMEOUT):
        raise TimeoutError(gate)
    return gate


@job("tests.gated_politely")
def gated_politely(ctx: JobContext, gate: str = "default") -> str:
    """Wait like ``gated`` but look for a cancel request all the while."""
    gates[gate].entered.set()
    while not gates[gate].opened.wait(0.01):
        ctx.raise_if_cancelled()
    return gate
