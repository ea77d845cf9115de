"""Celery with django-celery-results, as it is used in Django projects."""

from __future__ import annotations

from typing import Any

from benchmarks.peers import work
from benchmarks.peers.adapter import Adapter
from benchmarks.peers.celery_app import app

noop = app.task(work.noop)
nap = app.task(work.nap)


class Celery(Adapter):
    """`delay`, which keeps nothing; a row is written when a worker starts the task."""

    table = "django_celery_results_taskresult"
    key = "task_id"
    finished = "status = 'SUCCESS'"

    def submit(self) -> Any:
        """By a message."""
        return noop.delay().id

    def submit_nap(self, ledger: str, number: int, seconds: float) -> None:
        """After the commit."""
        nap.delay_on_commit(ledger, number, seconds)
