"""What the host has done in the background; nobody imports this unless our app is installed."""

from __future__ import annotations

from django_jobkit import JobContext, job


@job("works.square")
def square(ctx: JobContext, number: int) -> dict[str, int]:
    """Square a number, showing progress."""
    for _ in ctx.track(range(3), message="Squaring"):
        pass
    return {"square": number * number}
