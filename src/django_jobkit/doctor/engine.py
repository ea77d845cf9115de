"""Whether whatever runs the jobs can."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured

from django_jobkit.conf import config
from django_jobkit.core.executor import BaseExecutor, get_executor
from django_jobkit.core.status import Status
from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.models import Job


def unhealthy() -> Iterator[Finding]:
    """The executor's own word on whether it can take work."""
    executor = _executor()
    if executor is None or executor.runs_in_process:
        return  # The pool that matters lives in another process.
    health = executor.health()
    if not health.healthy:
        details = ", ".join(f"{key}: {value}" for key, value in health.details.items())
        yield Finding(
            severity=Severity.PROBLEM,
            code="executor_unhealthy",
            what=f"The executor {config.EXECUTOR!r} cannot take work ({details or 'it gave no details'}).",
            why="Jobs are kept, but none runs before this is mended.",
            advice="Look at what the executor needs: its broker, its workers.",
        )


def nobody_looks() -> Iterator[Finding]:
    """Waiting jobs under an executor that runs only what it is told of."""
    executor = _executor()
    if executor is None or executor.finds_due_jobs:
        return
    if Job.objects.filter(status=Status.PENDING).exclude(task="")[:1]:
        yield Finding(
            severity=Severity.PROBLEM,
            code="nobody_looks",
            what=f"Jobs are PENDING, and the executor {config.EXECUTOR!r} never looks for due jobs.",
            why="It runs a job as it is submitted; retries and jobs with a run_after stay where they are.",
            advice="Use JOBKIT['EXECUTOR'] = 'thread' outside of tests, or run `manage.py jobkit_worker` beside it.",
        )


def _executor() -> BaseExecutor | None:
    try:
        return get_executor()
    except ImproperlyConfigured:
        return None  # The system checks say so.
