"""How fast a scan is, and how long it will still take."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.scans.models import Scan


class Pace(TypedDict):
    """Records per second of the present attempt, and seconds to its end; None where nobody can tell."""

    rate: float | None
    remaining_seconds: float | None


def pace(scan: Scan, job: Job, now: datetime) -> Pace:
    """The pace of `scan` at the moment `now`; of one that has ended, that of its last attempt."""
    until = job.finished_at or now
    if job.started_at is None or job.status == Status.PENDING:
        return Pace(rate=None, remaining_seconds=None)
    seconds = (until - job.started_at).total_seconds()
    read = scan.records - scan.began_with
    rate = read / seconds if seconds > 0 and read > 0 else None
    return Pace(rate=None if rate is None else round(rate, 2), remaining_seconds=_remaining(scan, job, rate))


def _remaining(scan: Scan, job: Job, rate: float | None) -> float | None:
    if job.is_terminal:
        return 0.0
    current, total = job.progress_current, job.progress_total
    if not rate or not current or not total or not scan.records:
        return None
    # Whatever the unit of progress is, the rest of it has records as the first part had.
    left = max(0.0, total - current) * scan.records / current
    return round(left / rate, 1)
