"""The tasks that the conformance suite submits; import this module where an executor under test runs its jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django_jobkit.core.context import JobContext
from django_jobkit.core.decorator import job
from django_jobkit.core.retry_policy import RetryPolicy

# No name has a dot: the last part of a dotted name is the type of an ad-hoc task, and a host has its own "add".
_AT_ONCE = RetryPolicy(first=timedelta(0))


@job("contract_add")
def add(x: int, y: int) -> int:
    """Add two numbers."""
    return x + y


@job("contract_echo")
async def echo(value: str) -> str:
    """Give back what was given, asynchronously."""
    return value


@job("contract_fail", max_attempts=3, retry=_AT_ONCE)
def fail(ctx: JobContext, attempts: int) -> int:
    """Fail as many attempts as asked, and leave a checkpoint each time; then return what the checkpoints say."""
    seen = (ctx.saved_state or 0) + 1
    ctx.checkpoint(seen)
    if ctx.attempt <= attempts:
        raise ConnectionError(f"attempt {ctx.attempt} broke")
    return seen


@job("contract_attach", max_attempts=2, retry=_AT_ONCE)
def attach(ctx: JobContext, text: str) -> None:
    """Leave a file behind that is of no use to the next attempt, and fail; then leave `text` behind."""
    if ctx.attempt == 1:
        ctx.attach("in vain.txt", b"")
        raise ConnectionError("attempt 1 broke")
    ctx.attach("said.txt", text.encode())


@job("contract_exit", max_attempts=1)
def leave() -> None:
    """Try to end the process it runs in."""
    raise SystemExit(3)


_ODD_VALUES: dict[str, Any] = {
    "nan": float("nan"),
    "nul": "\x00",
    "surrogate": "\ud800",
    "object": object(),
    "huge": "x" * 4_000_000,
    "nested": None,
}
for _ in range(200):
    _ODD_VALUES["nested"] = [_ODD_VALUES["nested"]]


@job("contract_odd", max_attempts=1)
def odd(kind: str) -> Any:
    """Return something that cannot be stored."""
    return _ODD_VALUES[kind]


@job("contract_unspeakable", max_attempts=1)
def unspeakable() -> None:
    """Raise an error that cannot be described."""
    raise Unspeakable


class Unspeakable(Exception):
    """An error whose text is an error."""

    def __str__(self) -> str:
        raise ValueError("no words")
