"""Nobody fills the queue: a bound on the unfinished jobs of one owner."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections

from django_jobkit.conf import config
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import QuotaExceeded
from django_jobkit.models import Job
from django_jobkit.services.database import jobs_alias
from django_jobkit.services.requests import scope_of


class ActiveJobQuota:
    """Refuses submits that would give an owner more than ``JOBKIT["QUOTA"]`` PENDING and RUNNING jobs.

    The host's own code (no owner, no scope) is not bound. The owner's row is locked meanwhile, so that submits at the
    same time are counted one after the other.
    """

    def admit(self, requests: list[JobRequest]) -> None:
        """Let `requests` of one scope in, or raise QuotaExceeded."""
        if config.QUOTA is None or not requests or not scope_of(requests[0]):
            return
        owner = requests[0].owner
        if owner is not None:
            lock_owner(owner)
        jobs = Job.objects.using(jobs_alias()).unfinished().filter(owner=owner)
        room = config.QUOTA - jobs[: config.QUOTA].count()
        if len(requests) > room:
            raise QuotaExceeded(retry_after=config.QUOTA_RETRY_AFTER)


def lock_owner(owner: Any) -> None:
    """Have whoever counts what `owner` has wait for the end of this transaction."""
    features = connections[jobs_alias()].features
    # A plain FOR UPDATE would make inserts that refer to this user wait.
    rows = get_user_model()._base_manager.using(jobs_alias()).filter(pk=owner.pk)
    list(rows.select_for_update(no_key=features.has_select_for_no_key_update).values_list("pk"))
