"""What a host declares with ``@task``; import it while ``TASKS`` names our backend as "default"."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from django_jobkit import PermanentFailure, RetryPolicy
from django_jobkit.executors.tasks_framework import task
from django_jobkit.task_backend import job_options

AT_ONCE = RetryPolicy(first=timedelta(0))
seen: list[Any] = []


class Broken(Exception):
    """An error of the host's own."""


@task
def add(x: int, y: int = 1) -> int:
    """Add two numbers."""
    return x + y


@task(queue_name="slow", priority=7)
def slowly(*names: str, **options: Any) -> list[Any]:
    """Give back whatever was given."""
    return [*names, options]


@task
async def later(value: Any) -> Any:
    """Give back what was given, asynchronously."""
    await asyncio.sleep(0)
    return value


@task
@job_options(max_attempts=3, retry=AT_ONCE)
def fail(attempts: int) -> int:
    """Fail as many attempts as asked."""
    seen.append(attempts)
    if len(seen) <= attempts:
        raise Broken(f"attempt {len(seen)} broke")
    return len(seen)


@task
@job_options(max_attempts=2, retry=AT_ONCE)
async def fail_later() -> None:
    """Fail, asynchronously."""
    raise Broken("later")


@task
def give_up() -> None:
    """Fail for good."""
    raise PermanentFailure("no use")


@task(takes_context=True)
@job_options(max_attempts=2, retry=AT_ONCE)
def look_around(context: Any, fail_first: bool = False) -> dict[str, Any]:
    """Tell what the context says."""
    before = context.job.saved_state
    context.job.checkpoint({"attempt": context.attempt})
    context.job.report_progress(1, 2, "Half way")
    if fail_first and context.attempt == 1:
        raise Broken("first")
    result = context.task_result
    return {"id": result.id, "status": result.status, "attempt": context.attempt, "args": result.args, "before": before}


@task(takes_context=True)
async def look_around_later(context: Any) -> list[Any]:
    """Likewise, asynchronously."""
    return [context.task_result.id, context.attempt, context.job.attempt]


@task
def not_json() -> Any:
    """Return what the framework does not take."""
    seen.append("returned")
    return datetime(2026, 1, 1, tzinfo=UTC)


@task
def pair() -> Any:
    """Return a tuple, which JSON has not."""
    return (1, "two")


@task
@job_options(public=True)
def public(x: int) -> int:
    """Double a number, for everybody."""
    return 2 * x


@task
@job_options(unique_key=lambda name: f"report-{name}", on_conflict="return")
def once(name: str) -> str:
    """Run once at a time for each name."""
    return name


@task
@job_options(timeout=60, max_attempts=5)
def patient() -> None:
    """Do nothing."""


async def plain() -> None:
    """Declared on no backend."""
