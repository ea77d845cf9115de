"""Delete terminal jobs that are older than anybody wants to keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django_jobkit.conf import config
from django_jobkit.core.status import TERMINAL
from django_jobkit.models import Job, JobStatus
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.database import own_transaction, retry_transient, unlocked
from django_jobkit.services.remove import deletable


def prune_finished(older_than: timedelta) -> Iterator[int]:
    """Delete jobs that ended more than `older_than` ago, batch by batch; yields the size of each batch."""
    while deleted := prune_batch(older_than):
        yield deleted


def prune_batch(older_than: timedelta) -> int:
    """Delete at most BATCH such jobs; answers how many."""
    return retry_transient(lambda: _prune(older_than))


def _prune(older_than: timedelta) -> int:
    with own_transaction() as connection:
        alias = connection.alias
        old = Job.objects.using(alias).filter(status__in=TERMINAL, finished_at__lt=DatabaseNow() - older_than)
        ids = list(unlocked(old.order_by("finished_at")).values_list("pk", flat=True)[: config.BATCH])
        # failpoint: prune_before_delete
        JobStatus.objects.using(alias).filter(job_id__in=ids).delete()
        # failpoint: prune_inside
        deletable(Job.objects.using(alias).filter(pk__in=ids, status__in=TERMINAL)).delete()
    return len(ids)
