"""Jobs that should have moved on and did not."""

from __future__ import annotations

from collections.abc import Iterator

from django_jobkit.core.registry import registry
from django_jobkit.core.status import Status
from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.doctor.stuck import STUCK
from django_jobkit.models import Job

#: Rows that one look reads at most.
SAMPLE = 1000
_EXAMPLES = 3


def stuck_jobs() -> Iterator[Finding]:
    """Each way of being stuck that some job is in."""
    for kind in STUCK:
        ids = list(Job.objects.filter(kind.condition()).values_list("pk", flat=True)[: SAMPLE + 1])
        if ids:
            yield Finding(
                severity=Severity.PROBLEM if kind.is_problem else Severity.WARNING,
                code=f"stuck_{kind.name}",
                what=f"{_count(len(ids))} {kind.what}: {', '.join(str(pk) for pk in ids[:_EXAMPLES])}.",
                why=kind.why,
                advice=kind.advice,
            )


def unregistered_tasks() -> Iterator[Finding]:
    """Waiting jobs, among the oldest and the newest, whose tasks this code base does not have."""
    pending = Job.objects.filter(status=Status.PENDING).values_list("task", flat=True)
    waiting = {*pending.order_by("pk")[:SAMPLE], *pending.order_by("-pk")[:SAMPLE]} - {""}
    unknown = sorted(task for task in waiting if task not in registry)
    if unknown:
        yield Finding(
            severity=Severity.PROBLEM,
            code="unregistered_tasks",
            what=f"Jobs wait for tasks that are not registered here: {', '.join(unknown[:10])}.",
            why="A worker with this code puts them off again and again, and fails them in the end.",
            advice="Deploy the code that has these tasks in an installed app's jobs.py, or cancel the jobs.",
        )


def _count(number: int) -> str:
    if number > SAMPLE:
        return f"Over {SAMPLE:,} jobs are"
    return "1 job is" if number == 1 else f"{number:,} jobs are"
