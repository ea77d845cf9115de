"""Which due jobs still wait for a claim, and for how long they have."""

from __future__ import annotations

from dataclasses import dataclass

from django_jobkit.core.executor import Hint
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.database import jobs_alias


@dataclass(frozen=True, slots=True)
class Waiting:
    """A due job, and for how many seconds it has waited by the database's clock."""

    hint: Hint
    seconds: float


def waiting_in(queue: str, limit: int) -> list[Waiting]:
    """At most `limit` due jobs of `queue`, those first that should run first."""
    rows = Job.objects.using(jobs_alias()).claimable(queue)
    found = rows.values_list("id", "priority", "updated_at", "run_after", DatabaseNow())[:limit]
    # A submit is dated by the clock of its host. One that seems to come has waited, too, if that clock is far ahead.
    return [
        Waiting(Hint(pk, queue, priority), abs(now - max(updated_at, run_after or updated_at)).total_seconds())
        for pk, priority, updated_at, run_after, now in found
    ]


def lanes_after(last: str, limit: int) -> list[str]:
    """At most `limit` queues in which due jobs wait, in the order of their names, beginning behind `last`."""
    # One index descent a queue: a DISTINCT would read every waiting job.
    found: list[str] = []
    rows = Job.objects.using(jobs_alias()).filter(lane__isnull=False).order_by("lane").values_list("lane", flat=True)
    while len(found) < limit:
        following = next(iter(rows.filter(lane__gt=last)[:1]), None)
        if following is None:
            break
        found.append(following)
        last = following
    return found
