"""A queryset of jobs in numbers, in a fixed number of queries that each read a bounded number of rows."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils import timezone

from django_jobkit.conf import config
from django_jobkit.core.status import TERMINAL, Status
from django_jobkit.models.querysets import JobQuerySet

Waiting = tuple[str, str, datetime, datetime | None]


def summary_of(jobs: JobQuerySet) -> dict[str, Any]:
    """Counts by status, each exact up to the cap, and the load of each queue among the oldest unfinished jobs."""
    pending = _oldest(jobs, Status.PENDING)
    running = _oldest(jobs, Status.RUNNING)
    counts = {Status.PENDING: len(pending), Status.RUNNING: len(running)}
    for status in TERMINAL:
        rows = jobs.filter(status=status).order_by().values("pk")
        counts[status] = rows[: config.COUNT_CAP + 1].count()
    by_status = {str(status): min(counts[status], config.COUNT_CAP) for status in Status}
    return {
        "total": sum(by_status.values()),
        "count_is_capped": any(count > config.COUNT_CAP for count in counts.values()),
        "by_status": by_status,
        "queues": _queues(pending, running),
    }


def _oldest(jobs: JobQuerySet, status: Status) -> list[Waiting]:
    rows = jobs.filter(status=status).order_by("id").values_list("queue", "task", "created_at", "run_after")
    return list(rows[: config.COUNT_CAP + 1])


def _queues(pending: list[Waiting], running: list[Waiting]) -> list[dict[str, Any]]:
    # A tracked job stands in no queue: nobody here will run it.
    waits = [(queue, max(created, run_after or created)) for queue, task, created, run_after in pending if task]
    runs = Counter(queue for queue, task, *_ in running if task)
    counts = Counter(queue for queue, _ in waits)
    oldest: dict[str, datetime] = {}
    for queue, since in waits:
        oldest[queue] = min(since, oldest.get(queue, since))
    now = timezone.now()
    return [
        {
            "queue": queue,
            "pending": counts[queue],
            "running": runs[queue],
            "oldest_pending_seconds": _age(now, oldest.get(queue)),
        }
        for queue in sorted(counts.keys() | runs.keys())
    ]


def _age(now: datetime, since: datetime | None) -> float | None:
    return None if since is None else round(max(0.0, (now - since).total_seconds()), 3)
