"""Let parked jobs into their lanes when their time has come."""

from __future__ import annotations

from django.db.models import F

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.database import jobs_alias, retry_transient


def promote_due() -> list[Hint]:
    """Put due jobs into their lanes, at most BATCH of them; answers which. Not a transition: they stay PENDING."""
    return retry_transient(_promote)


def _promote() -> list[Hint]:
    jobs = Job.objects.using(jobs_alias())
    # A look at one row is cheap even where the planner knows nothing of the table; most looks find none.
    if not jobs.due().values_list("id")[:1]:
        return []
    found = [Hint(*row) for row in jobs.due().values_list("id", "queue", "priority")[: config.BATCH]]
    # failpoint: promote_before_update
    due = jobs.due().order_by().filter(pk__in=[hint.job_id for hint in found], status=Status.PENDING)
    # Where not all of them were still parked, whoever promoted the others speaks of them too, and no harm is done.
    return found if due.update(lane=F("queue"), parked_until=None) else []


def next_due_in() -> float | None:
    """In how many seconds the next parked job is due, by the database's clock; None when none is parked."""
    parked = Job.objects.using(jobs_alias()).filter(parked_until__isnull=False).order_by("parked_until")
    found = parked.values_list("parked_until", DatabaseNow()).first()
    return None if found is None else max(0.0, (found[0] - found[1]).total_seconds())
