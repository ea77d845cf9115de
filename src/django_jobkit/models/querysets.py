"""Questions asked of jobs, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from django_jobkit.core.policies import visibility
from django_jobkit.core.status import TERMINAL, Status
from django_jobkit.models.clock import DatabaseNow

if TYPE_CHECKING:
    from django_jobkit.models.job import Job

    _JobRows = models.QuerySet[Job]
else:
    _JobRows = models.QuerySet

#: Columns that may hold a megabyte each and that lists have no use for.
HEAVY = ("params", "result", "saved_state")


class JobQuerySet(_JobRows):
    """Every list and look-up of jobs starts from one of these."""

    def visible_to(self, user: Any) -> JobQuerySet:
        """What `user` may see and touch, by the policy in ``JOBKIT["VISIBILITY"]``."""
        return visibility().visible(self, user)

    def without_payloads(self) -> JobQuerySet:
        """Leave params, result and checkpoint in the database until somebody asks."""
        return self.defer(*HEAVY)

    def unfinished(self) -> JobQuerySet:
        """PENDING and RUNNING jobs."""
        return self.filter(status__in=[Status.PENDING, Status.RUNNING])

    def finished(self) -> JobQuerySet:
        """Jobs in a terminal status."""
        return self.filter(status__in=TERMINAL)

    def claimable(self, queue: str) -> JobQuerySet:
        """Due jobs of `queue` in the order they should run."""
        return self.filter(lane=queue).order_by("-priority", "id")

    def due(self) -> JobQuerySet:
        """Parked jobs whose time has come, by the database's clock."""
        return self.filter(parked_until__lte=DatabaseNow()).order_by("parked_until")

    def lease_expired(self) -> JobQuerySet:
        """RUNNING jobs whose worker gave no sign of life in time, by the database's clock."""
        return self.filter(lease_expires_at__lt=DatabaseNow()).order_by("lease_expires_at")


class JobManager(models.Manager.from_queryset(JobQuerySet)):  # type: ignore[misc]  # the base is made at run time
    """The door to jobs."""

    use_in_migrations = False
