"""Run jobs in the caller's thread as soon as they commit, for tests and first steps."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django_jobkit.core.executor import BaseExecutor, Hint
from django_jobkit.services.run import run_job


class ImmediateExecutor(BaseExecutor):
    """No threads, no waiting: a submit returns when its job has ended, or backs off."""

    runs_in_process = True
    finds_due_jobs = False

    def __init__(self) -> None:
        self.worker = uuid4().hex

    def dispatch(self, hints: Sequence[Hint]) -> None:
        """Run these jobs here and now."""
        for hint in hints:
            run_job(hint.job_id, self.worker)
