"""Wait for a job in a test without sleeping blindly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django_jobkit.core.status import TERMINAL
from django_jobkit.executors.bell import Bell
from django_jobkit.models import Job
from django_jobkit.services.database import jobs_alias
from django_jobkit.signals import job_changed

# For what happens in other processes, which this one's signal does not tell of.
_LOOK = 0.02


class StillWaiting(AssertionError):
    """What a test waited for did not happen in time."""


@contextmanager
def _rung_by_changes() -> Iterator[Bell]:
    bell = Bell()

    def ring(**kwargs: Any) -> None:
        bell.ring()

    job_changed.connect(ring)
    try:
        yield bell
    finally:
        job_changed.disconnect(ring)


def wait_until(condition: Callable[[], object], within: float = 10.0, what: str = "The condition") -> None:
    """Return as soon as `condition` holds, looking at every change of a job; raises StillWaiting after `within` s."""
    deadline = time.monotonic() + within
    with _rung_by_changes() as bell:
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                raise StillWaiting(f"{what} did not come true within {within:g} s.")
            bell.wait(min(left, _LOOK))


def wait_for_job(job: Job, *statuses: str, within: float = 10.0, nudge: Callable[[], object] | None = None) -> Job:
    """The fresh row of `job` once it is in one of `statuses`, by default a terminal one.

    `nudge` is called before each look. Raises StillWaiting, with the history of the job, after `within` seconds.
    """
    wanted = statuses or tuple(TERMINAL)
    rows = Job.objects.using(jobs_alias())

    def arrived() -> bool:
        if nudge is not None:
            nudge()
        return rows.get(pk=job.pk).status in wanted

    try:
        wait_until(arrived, within)
    except StillWaiting:
        found = rows.get(pk=job.pk)
        steps = [f"{row.status_type} {row.message}".strip() for row in found.statuses.all()]
        message = f"{found} is not {' or '.join(sorted(wanted))} after {within:g} s; its history: {steps}."
        raise StillWaiting(message) from None
    fresh: Job = rows.get(pk=job.pk)
    return fresh
