"""Let parked jobs into their lanes when their time has come."""

from __future__ import annotations

from django.db.models import F

from django_jobkit.conf import config
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.database import jobs_alias, retry_transient


def promote_due() -> int:
    """Put due jobs into their lanes, at most BATCH of them; answers how many. Not a transition: they stay PENDING."""
    return retry_transient(_promote)


def _promote() -> int:
    jobs = Job.objects.using(jobs_alias())
    # A look at one row is cheap even where the planner knows nothing of the table; most looks find none.
    if not jobs.due().values_list("id")[:1]:
        return 0
    ids = list(jobs.due().values_list("id", flat=True)[: config.BATCH])
    due = jobs.due().order_by().filter(pk__in=ids, status=Status.PENDING)
    promoted: int = due.update(lane=F("queue"), parked_until=None)
    return promoted


def next_due_in() -> float | None:
    """In how many seconds the next parked job is due, by the database's clock; None when none is parked."""
    parked = Job.objects.using(jobs_alias()).filter(parked_until__isnull=False).order_by("parked_until")
    found = parked.values_list("parked_until", DatabaseNow()).first()
    return None if found is None else max(0.0, (found[0] - found[1]).total_seconds())
